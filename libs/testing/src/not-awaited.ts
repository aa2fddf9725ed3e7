/**
 * Specs read given, when, then; but an object with a method `then` looks like a promise to `await`, which would call it
 * with two functions and wait for ever.
 *
 * @throws Error when a spec was awaited, or returned from an async function
 */
export function assertNotAwaited(args: readonly unknown[]): void {
  if (typeof args[0] === 'function') throw new Error('A spec is not awaited: it ends with .then(what is expected).');
}
