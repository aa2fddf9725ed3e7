/** For a developer's loop: starts the parts for tests once and holds them until Ctrl-C; prints what to set for test runs. */
import { startTestParts } from './test-parts.mjs';

const parts = await startTestParts();
console.log(`export AVIARY_TEST_PARTS='${JSON.stringify(parts.connections)}'`);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void parts.stop());
