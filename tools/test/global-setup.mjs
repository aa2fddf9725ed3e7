import { startTestParts } from './test-parts.mjs';

/**
 * Jest's global set-up of the projects that need real parts: once for both, before the first of their tests. Tests find the
 * parts by the variable AVIARY_TEST_PARTS, as JSON `{ home, master, postgres, kafka, registry }`; where a developer has set
 * it already, those are used and left running.
 */
export default async function globalSetup() {
  if (process.env.AVIARY_TEST_PARTS) return;
  const parts = await startTestParts();
  process.env.AVIARY_TEST_PARTS = JSON.stringify(parts.connections);
  Object.assign(globalThis, { aviaryTestParts: parts });
}
