import { randomInt } from 'node:crypto';
import net from 'node:net';

export const host = '127.0.0.1';

/**
 * Where "any" port is looked for: below the ports that operating systems give to outgoing connections (from 32768 on Linux,
 * from 49152 elsewhere). A port of those may be taken by a connection before who was promised it listens on it.
 */
const ANY = { from: 10_240, to: 32_000 };
const TRIES = 200;

/** Whether a server could listen on the port now. */
export async function isFree(port: number): Promise<boolean> {
  // Listening is not enough of a test everywhere: some systems allow it beside a server on all addresses.
  return !(await answers(port)) && (await canListen(port));
}

/**
 * A free port that nobody is likely to take before it is used.
 *
 * @param taken ports that are promised already
 * @throws Error when none is found
 */
export async function anyFreePort(taken: ReadonlySet<number> = new Set()): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const port = randomInt(ANY.from, ANY.to);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error(`no free port on ${host}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: 500 });
    const tell = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket
      .on('connect', () => tell(true))
      .on('error', () => tell(false))
      .on('timeout', () => tell(false));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.on('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
