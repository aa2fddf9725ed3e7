import { setTimeout as pause } from 'node:timers/promises';

export interface Until {
  /** What is waited for, as in "the charge of the fee". */
  readonly what: string;
  /** Milliseconds; 30,000 if left out: far more than anything takes, for machines that are busy. */
  readonly timeout?: number;
  /** Milliseconds between two looks once it takes its time; 100 if left out. For a look that costs much. */
  readonly pause?: number;
}

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/**
 * Waits until a condition gives something that is not false, null or undefined, and returns it. An error that it
 * throws counts as "not yet".
 *
 * @throws Error naming what did not come, with the last answer or error
 */
export async function until<T>(
  condition: () => Promise<T> | T,
  { what, timeout = 30_000, pause: longest = LONGEST_PAUSE_MS }: Until,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + timeout;
  for (let delay = FIRST_PAUSE_MS; ; delay = Math.min(delay * 2, longest)) {
    const last = await attempt(condition);
    if ('value' in last && last.value !== false && last.value !== null && last.value !== undefined)
      return last.value as Exclude<T, false | null | undefined>;
    if (performance.now() > deadline) {
      const seen = 'value' in last ? `the last answer was ${String(last.value)}` : 'the last attempt threw';
      throw new Error(`After ${timeout} ms there was still not ${what}; ${seen}.`, { cause: last.error });
    }
    await pause(delay);
  }
}

async function attempt<T>(condition: () => Promise<T> | T): Promise<{ value: T; error?: never } | { error: unknown }> {
  try {
    return { value: await condition() };
  } catch (error) {
    return { error };
  }
}
