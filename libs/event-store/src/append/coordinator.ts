import { setTimeout as delay } from 'node:timers/promises';
import { type AppendOutcome } from '../types.js';
import { takeBatch } from './batch.js';
import { type Answered } from './call.js';
import { failureOf, logAway, logBusy, neverSent } from './failures.js';
import { type PreparedCommand } from './prepared.js';

/** Sends commands in one call; one answer per command, in order. */
export type Send = (commands: readonly PreparedCommand[]) => Promise<readonly Answered[]>;

interface Waiting {
  readonly command: PreparedCommand;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
  /** It was sent before, and nobody knows what became of it. */
  sentBefore: boolean;
}

/** Milliseconds between the attempts of a call whose answer was lost: a server that restarts is back within them. */
const RESEND_AFTER = [10, 50, 250, 500, 1_000, 1_000];

/** So many commands may wait; more are sent away, so that memory stays bounded. */
const MAX_WAITING = 20_000;

/**
 * Group commit for one tenant's log. It is either idle or has exactly one call on its way. What arrives meanwhile waits
 * and goes together in the next call, as far as it may (see batch.ts), so that under load one transaction, one lock and
 * one flush serve many commands, and without load a command goes at once.
 *
 * A call ends in one of four ways. Answered: each command gets its outcome. Connection lost: the same call is sent again,
 * with the same event ids, and what was recorded the first time answers as a duplicate of itself, which is then told as
 * appended. Away (locked, out of resources): 503 for all. Refused for any other reason: the commands are sent singly,
 * and only the bad one fails.
 */
export class Coordinator {
  private readonly queue: Waiting[] = [];
  private running = false;

  constructor(private readonly send: Send) {}

  /** @throws DomainError `log-busy` or `log-away` (503), or what the database refused the command for */
  append(command: PreparedCommand): Promise<AppendOutcome> {
    if (this.queue.length >= MAX_WAITING) return Promise.reject(logBusy('too many commands are waiting'));
    return new Promise((resolve, reject) => {
      this.queue.push({ command, resolve, reject, sentBefore: false });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    await Promise.resolve(); // what is appended in the same breath goes along
    while (this.queue.length > 0) await this.settle(takeBatch(this.queue));
    this.running = false;
  }

  /** Never throws: every command of the batch is resolved or rejected. */
  private async settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.sendUntilAnswered(batch);
      batch.forEach((waiting, i) => waiting.resolve(outcomeFor(waiting, answers[i])));
    } catch (error) {
      if (failureOf(error) === 'refused' && batch.length > 1) for (const waiting of batch) await this.settle([waiting]);
      else for (const waiting of batch) waiting.reject(publicError(error));
    }
  }

  private async sendUntilAnswered(batch: readonly Waiting[]): Promise<readonly Answered[]> {
    for (const pause of RESEND_AFTER) {
      try {
        return await this.send(batch.map(({ command }) => command));
      } catch (error) {
        const sentBefore = batch.some((waiting) => waiting.sentBefore);
        if (!mayHaveBeenRecorded(error, sentBefore)) throw error;
        for (const waiting of batch) waiting.sentBefore = true;
        await delay(pause);
      }
    }
    return this.send(batch.map(({ command }) => command));
  }
}

function mayHaveBeenRecorded(error: unknown, sentBefore: boolean): boolean {
  const failure = failureOf(error);
  if (failure === 'refused') return false;
  return sentBefore || (failure === 'unknown' && !neverSent(error));
}

function outcomeFor({ sentBefore }: Waiting, answer: Answered | undefined): AppendOutcome {
  if (!answer) throw new Error('append answered with fewer rows than it was given commands');
  const { outcome, own } = answer;
  if (!sentBefore || !own || outcome.outcome !== 'duplicate') return outcome;
  return { outcome: 'appended', epoch: outcome.epoch, firstPosition: own.firstPosition, position: outcome.position };
}

function publicError(error: unknown): unknown {
  const failure = failureOf(error);
  if (failure === 'unknown') return logAway(error);
  return failure === 'away' && !(error instanceof Error && error.name === 'DomainError') ? logBusy(error) : error;
}
