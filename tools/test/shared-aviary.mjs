import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { launch } from './launch.mjs';

/** So many days the demo company has behind it: long enough for everything that its history has in store. */
export const SHARED_DAYS = 50;
/** Who waits for the clock is not to wait for a minute. */
const SETTINGS = { AVIARY_CLOCK_SECONDS: '2' };

/**
 * Offers one Aviary to all stories of a test run that can live beside each other. It is started when the first of them asks,
 * since a run may have none. Who asks the address gets `{ home, seededOn }`, or a 500 with the reason why it did not start.
 */
export async function offerAviary() {
  /** @type {ReturnType<typeof start> | undefined} */
  let starting;
  const server = http.createServer((_request, response) => {
    starting ??= start();
    starting.then(
      ({ home, seededOn }) => response.end(JSON.stringify({ home, seededOn })),
      (error) => response.writeHead(500).end(String(error)),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await (await starting?.catch(() => undefined))?.stop();
    },
  };
}

const today = () => new Date().toISOString().slice(0, 10);

async function start() {
  const day = today();
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-shared-'));
  const erase = () => fs.rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  try {
    const env = { ...process.env, ...SETTINGS };
    const { child, exited } = await launch(
      { home, options: ['--seed-days', `${SHARED_DAYS}`], env },
      'Aviary is ready',
    );
    return {
      home,
      seededOn: day === today() ? day : null,
      async stop() {
        child.kill('SIGTERM');
        await exited;
        erase();
      },
    };
  } catch (error) {
    erase();
    throw error;
  }
}
