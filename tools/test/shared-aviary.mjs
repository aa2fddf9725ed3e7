import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { launch } from './launch.mjs';

/** So many days the demo company has behind it: long enough for everything that its history has in store. */
export const SHARED_DAYS = 50;

/**
 * Who waits for the clock is not to wait for a minute. Traces are sent here, of requests alone that come with a trace of
 * their own: a story that looks at traces is then the only one that pays for them.
 * @param {string} collector
 */
const settings = (collector) => ({
  AVIARY_CLOCK_SECONDS: '2',
  AVIARY_TRACES_RATIO: '0',
  OTEL_EXPORTER_OTLP_ENDPOINT: collector,
  OTEL_BSP_SCHEDULE_DELAY: '200',
});

/** Long enough for the next file that uses it to begin. */
const LINGER_MS = 20_000;

/**
 * Offers one Aviary to all stories of a test run that can live beside each other. It is started when the first of them asks,
 * since a run may have none, and ends when the last of them has left; whoever asks later gets another one. Below its address
 * there are
 *
 * - nothing, or `join` the first time: `{ home, seededOn }`, or a 500 with the reason why it did not start
 * - `leave`: who joined needs it no more
 * - `traces/<count>`: all requests but so many that the Aviary has sent as traces, in base64
 */
export async function offerAviary() {
  /** @type {ReturnType<typeof start> | undefined} */
  let starting;
  /** @type {Promise<void> | undefined} */
  let stopping;
  let users = 0;
  /** @type {NodeJS.Timeout | undefined} */
  let lingering;
  const stop = () => {
    const ending = starting?.then(
      (started) => started.stop(),
      () => undefined,
    );
    starting = undefined;
    return (stopping = Promise.all([stopping, ending]).then(() => undefined));
  };
  /** @type {string[]} */
  const traces = [];
  const server = http.createServer((request, response) => {
    const [, what = '', count] = request.url?.split('/') ?? [];
    if (what === 'v1') {
      const keep = (/** @type {Buffer} */ sent) => {
        traces.push(sent.toString('base64'));
        response.setHeader('Content-Type', 'application/x-protobuf').end();
      };
      buffer(request).then(keep, () => response.destroy());
    } else if (what === 'traces') response.end(JSON.stringify(traces.slice(Number(count))));
    else if (what === 'leave') {
      users -= 1;
      if (users === 0) lingering = setTimeout(() => void stop(), LINGER_MS);
      response.end();
    } else {
      if (what === 'join') users += 1;
      clearTimeout(lingering);
      starting ??= start(url);
      starting.then(
        ({ home, seededOn }) => response.end(JSON.stringify({ home, seededOn })),
        (error) => response.writeHead(500).end(String(error)),
      );
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    async stop() {
      clearTimeout(lingering);
      await stop();
      server.close();
      server.closeAllConnections();
    },
  };
}

const today = () => new Date().toISOString().slice(0, 10);

/** @param {string} collector where it sends its traces */
async function start(collector) {
  const day = today();
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-shared-'));
  const erase = () => fs.rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  try {
    const env = { ...process.env, ...settings(collector) };
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
