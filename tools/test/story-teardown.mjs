/** Stops the shared Aviary, if any story has asked for it. */
export default async function storyTeardown() {
  const { aviaryShared } = /** @type {{ aviaryShared?: { stop(): Promise<void> } }} */ (globalThis);
  await aviaryShared?.stop();
}
