import { setTimeout as pause } from 'node:timers/promises';
import { DAY_MS } from '#libs/kernel';

/** Longer than any story takes, also on a machine that is busy. */
const ENOUGH_MS = 6 * 60_000;

/**
 * The day (UTC) on which a story is told, from beginning to end: where midnight is near, it is waited for first. To be asked
 * for when the file is loaded, which no time-out of a test limits.
 */
export async function dayOfStory(): Promise<string> {
  const leftMs = DAY_MS - (Date.now() % DAY_MS);
  if (leftMs < ENOUGH_MS) await pause(leftMs + 1_000);
  return new Date().toISOString().slice(0, 10);
}
