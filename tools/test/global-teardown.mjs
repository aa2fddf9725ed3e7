/** Stops what the global set-up has started. */
export default async function globalTeardown() {
  const { aviaryTestParts } = /** @type {{ aviaryTestParts?: { stop(): Promise<void> } }} */ (globalThis);
  await aviaryTestParts?.stop();
}
