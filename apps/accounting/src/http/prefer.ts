/** Below the minute after which many proxies give a request up. */
const LONGEST_MS = 50_000;
/** Whoever does not want to wait still learns of what is wrong with the request. */
const SHORTEST_MS = 1_000;

/**
 * How long a request that may take minutes is to be waited for, in milliseconds, by its header `Prefer` (RFC 7240):
 * `wait=<seconds>`, or `respond-async` for hardly at all.
 */
export function waitOf(prefer: string | undefined): number {
  const preferences = (prefer ?? '').split(',').map((each) => each.trim().toLowerCase());
  const seconds = preferences
    .map((each) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(each)?.[1])
    .find((each) => each !== undefined);
  if (seconds === undefined) return preferences.includes('respond-async') ? SHORTEST_MS : LONGEST_MS;
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Number(seconds) * 1_000));
}
