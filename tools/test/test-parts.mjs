import fs from 'node:fs';
import path from 'node:path';
import { build } from '../setup/build.mjs';
import { aviary } from '../setup/root.mjs';

const homes = path.join(aviary, 'test');

/** Data of test runs that were killed; a run that still goes on keeps its own. */
async function eraseLeftovers(/** @type {typeof import('../parts/index.js').eraseHome} */ eraseHome) {
  for (const name of fs.existsSync(homes) ? fs.readdirSync(homes) : []) {
    await eraseHome(path.join(homes, name)).catch(() => undefined);
  }
}

/**
 * Starts the parts for a test run, in a home and on ports of its own: it may run beside `npm start` and other test runs.
 * Returns what tests need to know of them, and how to stop them (which deletes their data too).
 */
export async function startTestParts() {
  await build();
  /** @type {typeof import('../parts/index.js')} */
  const { eraseHome, findParts, startParts } = await import('#tools/parts');
  await eraseLeftovers(eraseHome);
  const home = path.join(homes, String(process.pid));
  const ports = { postgres: 0, kafka: 0, kafkaController: 0, registry: 0 };
  const parts = await startParts({ home, ports, fsync: false, maxConnections: 400 });
  const { postgres, kafka, registry } = parts;
  const connections = { home, master: findParts(home)?.secrets.master, postgres, kafka, registry };
  return {
    connections,
    async stop() {
      await parts.stop();
      await eraseHome(home);
    },
  };
}
