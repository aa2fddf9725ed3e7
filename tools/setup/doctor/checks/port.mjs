import net from 'node:net';
import { missing, ok } from '../check.mjs';
import { portOwner } from '../port-owner.mjs';
import { runningOn } from '../running.mjs';

/**
 * `own`: the Aviary that runs on this home has it.
 * @typedef {{ port: number, free: boolean, own: boolean, owner: import('../port-owner.mjs').PortOwner | undefined }} PortFacts
 */

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

const longest = 60;

/**
 * A command line may hold a whole script.
 * @param {string} text
 */
function shortened(text) {
  const line = text.replace(/\s+/g, ' ');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** @type {import('../check.mjs').Check<PortFacts>} */
export const port = {
  name: 'port',
  title: 'Port of the gateway',
  async look({ home, port }) {
    const running = runningOn(home);
    const own = running?.alive === true && running.gateway?.endsWith(`:${port}`) === true;
    const free = await isFree(port);
    return { port, free, own, owner: free ? undefined : portOwner(port) };
  },
  judge({ port, free, own, owner }) {
    if (free) return ok(`${port} is free`);
    if (own) return ok(`${port} is taken by the Aviary of this home`);
    const who = owner
      ? `process ${owner.pid} (${shortened(owner.command)})`
      : 'a program that cannot be seen from here';
    return missing(
      `${port} is taken by ${who}`,
      'Start on another one with `npm start -- --port <number>`, where 0 takes any, or end that program.',
    );
  },
};
