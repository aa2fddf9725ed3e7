/**
 * The pause before the next attempt: doubled with each failure, up to a bound, and spread by a quarter so that many
 * who failed together do not all come back together.
 *
 * @param failures how many attempts failed in a row, from 1
 * @param random a number from 0 to 1
 * @returns milliseconds
 */
export function pauseAfter(
  failures: number,
  bounds: { readonly first: number; readonly longest: number },
  random: number = Math.random(),
): number {
  const full = Math.min(bounds.longest, bounds.first * 2 ** Math.min(failures - 1, 30));
  return Math.round(full * (0.75 + random / 4));
}
