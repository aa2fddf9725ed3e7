import { pauseAfter } from './back-off.js';
import { pause } from './pause.js';

/** Thrown by work that was given up because its owner ends or goes another way. */
export class InterruptedError extends Error {
  constructor() {
    super('The work was interrupted.');
    this.name = 'InterruptedError';
  }
}

export interface Insistence {
  readonly signal: AbortSignal;
  readonly backOff: { readonly first: number; readonly longest: number };
  /** Told each failure. */
  readonly failed?: (error: unknown) => void;
}

/**
 * Does the work again and again until it succeeds: for what there is no way round, like storing a cursor.
 *
 * @throws InterruptedError once the signal is given
 */
export async function insist<T>(work: () => Promise<T>, { signal, backOff, failed }: Insistence): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    if (signal.aborted) throw new InterruptedError();
    try {
      return await work();
    } catch (error) {
      failed?.(error);
      await pause(pauseAfter(failures, backOff), signal);
    }
  }
}
