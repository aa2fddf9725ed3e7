import { setTimeout as pause } from 'node:timers/promises';
import { api, type Answer } from '#libs/testing';
import { type Company } from './company.js';

/** One task that somebody wants, and what they were told of it. */
export interface Deed {
  readonly title: string;
  /** Set when it was acknowledged that it is made. */
  taskId?: string;
  assigneeId?: string;
  /** It was asked for; whether it took effect is another question. */
  askedToComplete?: boolean;
  /** It was acknowledged that it is done. */
  completed?: boolean;
}

interface Request {
  readonly token: string;
  readonly path: string;
  readonly body?: object;
  readonly key: string;
  readonly expected: number;
}

/** An answer that does not come in this time is one that was lost: far more than any takes, on a machine that is busy. */
const PATIENCE_MS = 45_000;
/** Far more than any recovery takes: then it is a finding. */
const INSIST_MS = 120_000;
const REST_MS = 25;

/**
 * People at work on tasks, who insist: each request is sent with a key of its own, again and again, until it is answered. A
 * 503 is a proper answer and asks for patience; anything else that was not expected is odd, and the oracle hears of it.
 */
export class Load {
  readonly deeds: Deed[] = [];
  /** Answers that should not have been given, in sentences. */
  readonly oddities: string[] = [];
  /** How often somebody was told to come again, and how often nothing was told. */
  readonly counts = { acknowledged: 0, refused: 0, unanswered: 0, replayed: 0 };
  private hands: Promise<void>[] = [];
  private working = false;
  private abandoned = false;

  /**
   * @param url of `tasks`, at the moment; undefined while none runs
   */
  constructor(
    private readonly company: Company,
    private readonly url: () => string | undefined,
  ) {}

  /** Begins to work with so many hands. */
  start(hands: number): void {
    this.working = true;
    this.hands = Array.from({ length: hands }, async () => {
      while (this.working) await this.deed();
    });
  }

  /** Ends what was begun: everything that was asked for is answered after it, or is odd. */
  async stop(): Promise<void> {
    this.working = false;
    await Promise.all(this.hands);
  }

  /** Ends at once; nobody waits for what was asked for. */
  abandon(): void {
    this.working = false;
    this.abandoned = true;
  }

  /** Does so many things one after the other. */
  async do(times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) await this.deed();
  }

  /** Has a task made and then done by who got it. */
  async deed(): Promise<Deed> {
    const deed: Deed = { title: `Deed ${this.deeds.length + 1}` };
    this.deeds.push(deed);
    const { manager: token, developers } = this.company;
    const made = await this.insist({
      ...{ token, path: '/api/tasks', body: { title: deed.title }, key: `make ${deed.title}`, expected: 201 },
    });
    if (!made) return deed;
    const { id, assigneeId } = (made.body ?? {}) as { id?: string; assigneeId?: string };
    if (id === undefined || assigneeId === undefined) {
      this.oddities.push(`the making of "${deed.title}" was answered ${made.status} without saying what was made`);
      return deed;
    }
    Object.assign(deed, { taskId: id, assigneeId, askedToComplete: true });
    const done = await this.insist({
      ...{ token: developers.get(assigneeId) ?? '', path: `/api/tasks/${id}/complete` },
      ...{ key: `complete ${id}`, expected: 200 },
    });
    if (done) deed.completed = true;
    return deed;
  }

  /** Undefined, and an oddity, if it was never answered as it should be. */
  private async insist(request: Request): Promise<Answer | undefined> {
    const deadline = Date.now() + INSIST_MS;
    while (Date.now() < deadline && !this.abandoned) {
      const answer = await this.attempt(request);
      if (answer === 'odd') return undefined;
      if (answer?.status === request.expected) {
        this.counts.acknowledged += 1;
        if (answer.headers.get('idempotency-replayed') === 'true') this.counts.replayed += 1;
        return answer;
      }
      this.counts[answer ? 'refused' : 'unanswered'] += 1;
      await pause(REST_MS);
    }
    this.oddities.push(`${request.path} (${request.key}) was never answered`);
    return undefined;
  }

  /** Undefined where nothing was told. */
  private async attempt({ token, path, body, key, expected }: Request): Promise<Answer | 'odd' | undefined> {
    const url = this.url();
    if (url === undefined) return undefined;
    const late = new AbortController();
    try {
      const asking = api(url).as(token).forTenant(this.company.tenant).post(path, body, { idempotencyKey: key });
      asking.catch(() => undefined);
      const answer = await Promise.race([asking, pause(PATIENCE_MS, undefined, { signal: late.signal })]);
      if (!answer || answer.status === expected || answer.status === 503) return answer ?? undefined;
      this.oddities.push(`${path} (${key}) was answered ${answer.status} ${JSON.stringify(answer.body)}`);
      return 'odd';
    } catch (error) {
      // `fetch` throws errors of another realm than Jest's, so they are known by name; the other kind is what the client of
      // specs says of an answer that is no proper problem.
      const { name, message } = error as Error;
      if (name === 'TypeError' || name === 'SyntaxError') return undefined;
      this.oddities.push(message);
      return 'odd';
    } finally {
      late.abort();
    }
  }
}
