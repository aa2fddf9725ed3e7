import { setTimeout as pause } from 'node:timers/promises';
import { uuidv7 } from '#libs/kernel';
import { ProblemError } from '../local/client.js';
import { type Progress } from './progress.js';
import { type ServiceClient } from './service-client.js';

/** What a close did. */
export interface Closed {
  readonly through: string;
  readonly closed: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly payouts: number;
  readonly paid: number;
  /** Events of tasks of which the entries are still to come, since they were set aside. */
  readonly parked: readonly ParkedCause[];
}

export interface ParkedCause {
  readonly event: string;
  readonly position: number;
  readonly reason: string | null;
}

/** How far the closing has got, as the ledger tells. */
export interface HowFar {
  readonly atWork: boolean;
  /** Cycles that are cut off and wait to be closed. */
  readonly left: number;
  /** Up to which position of the log of tasks the ledger has got, and where that log ends. */
  readonly entered: { readonly position: number; readonly head: number };
}

/** What became of a request to close; of one that the service goes on with, neither. */
interface Asked {
  readonly closed?: Closed;
  readonly refusal?: ProblemError;
}

const CYCLES = '/api/accounting/cycles';
const POLL_MS = 250;
/** Longer than the service lets a request wait. */
const TIMEOUT_MS = 120_000;
/** How long another's close is looked on at before credentials are made anew: they last some minutes. */
const LOOK_ON_MS = 60_000;
/** What passes: the ledger is still being written, another close is at work, the service starts again. */
const MAY_PASS: ReadonlySet<string> = new Set(['ledger-behind', 'close-in-progress', 'closing-stopped']);

/**
 * Closes cycles, however long that takes, and shows how far it is. A close of years goes on at the service when the request
 * for it is answered; it is asked for again under the same key when nobody is at work any more, which tells what it did, or
 * takes up what it left. What may pass is tried again for as long as something gets on.
 *
 * @param connect makes a client with fresh credentials
 * @throws ProblemError what the service refuses for good, or what has not passed; Error when a close that went on at the
 *   service ended and nothing came of it
 */
export async function closeCycles(
  connect: () => Promise<ServiceClient>,
  through: string | undefined,
  progress: Progress,
): Promise<Closed> {
  const key = uuidv7();
  const shown = new ShownClose(progress);
  try {
    for (let before = ''; ;) {
      const client = await connect();
      const { closed, refusal } = await shown.during(client, ask(client, through, key));
      if (closed) return closed;
      const { atWork, now } = await shown.untilNobodyIsAtWork(client);
      if (refusal && now === before) throw refusal;
      if (!atWork && now === before)
        throw new Error('The close ended without closing anything; the log of accounting says why.');
      before = now;
    }
  } finally {
    progress.end();
  }
}

async function ask(client: ServiceClient, through: string | undefined, key: string): Promise<Asked> {
  try {
    const answer = await client<Closed | HowFar>('accounting', `${CYCLES}/close`, {
      method: 'POST',
      body: through === undefined ? {} : { through },
      headers: { 'idempotency-key': key },
      timeout: TIMEOUT_MS,
    });
    return 'closed' in answer ? { closed: answer } : {};
  } catch (error) {
    if (error instanceof ProblemError && MAY_PASS.has(error.code)) return { refusal: error };
    throw error;
  }
}

/** Shows a close that goes on at the service. */
class ShownClose {
  /** As many cycles as there were to close when it was first looked at. */
  private total = 0;

  constructor(private readonly progress: Progress) {}

  /** Shows how far it is for as long as the work takes. */
  async during<Result>(client: ServiceClient, work: Promise<Result>): Promise<Result> {
    let ended = false;
    const end = (): void => void (ended = true);
    const settled = work.then(end, end);
    const showing = async (): Promise<void> => {
      for (;;) {
        await Promise.race([pause(POLL_MS), settled]);
        if (ended) return;
        // Whether it goes on is for the work to say, not for who looks on.
        await this.look(client).catch(() => undefined);
      }
    };
    const shown = showing();
    try {
      return await work;
    } finally {
      await shown;
    }
  }

  /** @returns how far it is then, to be compared; and whether it was given up waiting while somebody is at work still */
  async untilNobodyIsAtWork(client: ServiceClient): Promise<{ readonly atWork: boolean; readonly now: string }> {
    const deadline = performance.now() + LOOK_ON_MS;
    for (;;) {
      const { atWork, ...howFar } = await this.look(client);
      if (!atWork || performance.now() > deadline) return { atWork, now: JSON.stringify(howFar) };
      await pause(POLL_MS);
    }
  }

  private async look(client: ServiceClient): Promise<HowFar> {
    const howFar = await client<HowFar>('accounting', `${CYCLES}/closing`);
    const { left, entered } = howFar;
    this.total = Math.max(this.total, left);
    if (left > 0) this.progress.tell({ doing: 'closing', done: this.total - left, total: this.total, unit: 'cycles' });
    else if (entered.position < entered.head)
      this.progress.tell({
        doing: 'waiting for',
        done: entered.position,
        total: entered.head,
        unit: 'events of tasks',
      });
    return howFar;
  }
}
