import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild, startChild, type Child } from './child.js';
import { tail } from './log-file.js';
import type { Part } from './part.js';

const patience = 120_000;

/** Before a part that has died is started again; doubled while it dies again within `patience`. Milliseconds. */
const shortestRest = 500;
const longestRest = 30_000;

/** What is the same for all parts of a home. */
export interface Supervision {
  readonly logFolder: string;
  readonly log: (line: string) => void;
  /** Told after each start and end, at once: what it writes down must be true if this process is killed next. */
  readonly changed: () => void;
  /** Whether a part that has died is started again. */
  readonly revive: boolean;
}

/** Runs one part: starts it until it answers, notices when it dies, starts it again if that is wanted, ends it. */
export class Supervisor {
  private child: Child | undefined;
  private stopping = false;
  private answeredAt: number | undefined;
  private rest = shortestRest;
  /** Aborted when there is nothing to wait for any more before a revival. */
  private resting = new AbortController();
  private starting: Promise<void> | undefined;

  constructor(
    readonly part: Part,
    private readonly supervision: Supervision,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  private get logFile(): string {
    return path.join(this.supervision.logFolder, `${this.part.name}.log`);
  }

  /** Returns when the part answers. Throws with the end of its log if it ends first, or does not answer in two minutes. */
  async start(): Promise<void> {
    if (this.child && !this.starting) return;
    this.stopping = false;
    await this.begin();
  }

  /** One start at a time, whoever wants it. */
  private begin(): Promise<void> {
    this.starting ??= this.untilUp().finally(() => (this.starting = undefined));
    return this.starting;
  }

  private async untilUp(): Promise<void> {
    const started = Date.now();
    await this.part.prepare();
    for (;;) {
      if (this.stopping) throw new Error(`${this.part.title} was stopped while it started`);
      const child = this.launch();
      const outcome = (await this.untilReady(child, started + patience)) ?? this.gone(child);
      if (outcome === undefined) break;
      const lines = tail(this.logFile, child.logFrom);
      if (this.child) await endChild(child, this.part.stopSignal);
      const again = !this.stopping && this.part.isPassing?.(lines) && Date.now() < started + patience;
      if (!again)
        throw new Error(`${this.part.title} did not start (${outcome}).\n${lines}\nThe whole log: ${this.logFile}`);
      await sleep(200);
    }
    this.answeredAt = Date.now();
    this.supervision.log(`${this.part.title} is up (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }

  /** Somebody else may have answered in its place. */
  private gone(child: Child): string | undefined {
    return this.child === child ? undefined : 'it has ended, though its port answers';
  }

  private launch(): Child {
    const child = startChild(this.part.command(), this.logFile);
    this.child = child;
    this.supervision.changed();
    void child.ended.then((how) => this.hasEnded(how));
    return child;
  }

  private hasEnded(how: string): void {
    const { answeredAt } = this;
    this.child = undefined;
    this.answeredAt = undefined;
    this.supervision.changed();
    if (this.stopping) return;
    this.supervision.log(`${this.part.title} has ended (${how}); its log: ${this.logFile}`);
    // One that has not answered yet is still being started, by who is told that it did not.
    if (answeredAt === undefined || !this.supervision.revive) return;
    if (Date.now() - answeredAt > patience) this.rest = shortestRest;
    void this.revive();
  }

  /** Until it is up again, or somebody else has started or stopped it. */
  private async revive(): Promise<void> {
    for (;;) {
      await sleep(this.rest, undefined, { signal: this.resting.signal }).catch(() => undefined);
      this.rest = Math.min(2 * this.rest, longestRest);
      if (this.stopping || this.child || this.starting) return;
      try {
        return await this.begin();
      } catch (error) {
        if (!this.stopping) this.supervision.log(error instanceof Error ? error.message : String(error));
      }
    }
  }

  /** Undefined when it answers, else why it will not. */
  private async untilReady(child: Child, deadline: number): Promise<string | undefined> {
    let ended: string | undefined;
    void child.ended.then((how) => (ended = how));
    for (let last = ''; ; await sleep(40)) {
      if (ended !== undefined) return ended;
      if (Date.now() > deadline) return `no answer within ${patience / 1000} s: ${last}`;
      try {
        await this.part.ask();
        return undefined;
      } catch (error) {
        last = error instanceof Error ? error.message : String(error);
      }
    }
  }

  /** Returns when there is no process and none will come; a start on its way fails. */
  async stop(how: 'term' | 'kill' = 'term'): Promise<void> {
    this.stopping = true;
    this.resting.abort();
    this.resting = new AbortController();
    if (this.child) await endChild(this.child, how === 'kill' ? 'SIGKILL' : this.part.stopSignal);
    await this.starting?.catch(() => undefined);
  }
}
