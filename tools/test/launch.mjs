import { fork } from 'node:child_process';
import path from 'node:path';
import { root } from '../setup/root.mjs';

/** Far longer than a start takes, for machines that are busy. */
const PATIENCE_MS = 240_000;
const LAST_WORDS = 8_000;
const ANY_PORTS = ['--port', '--postgres-port', '--kafka-port', '--kafka-controller-port', '--registry-port'].flatMap(
  (option) => [option, '0'],
);

/**
 * Starts an Aviary on a home, on any ports, and waits until it says something. It ends by itself when this process does.
 * @param {{ home: string, options: readonly string[], env?: NodeJS.ProcessEnv }} what
 * @param {string} words what is waited for
 * @returns the child; how it has ended, once it has; and all it has said so far
 * @throws {Error} with its last words when it ends instead, or says nothing of the kind
 */
export async function launch({ home, options, env = process.env }, words) {
  const child = fork(path.join(root, 'bin/aviary.mjs'), ['up', '--home', home, ...ANY_PORTS, ...options], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env,
  });
  let said = '';
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  const begun = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        said += String(chunk);
        if (said.includes(words)) resolve('said');
      });
  });
  const late = AbortSignal.timeout(PATIENCE_MS);
  const outcome = await Promise.race([
    begun,
    exited.then(() => 'It ended instead of starting'),
    new Promise((resolve) => late.addEventListener('abort', () => resolve(`It did not say "${words}"`))),
  ]);
  if (outcome === 'said') return { child, exited, output: () => said };
  child.kill('SIGKILL');
  throw new Error(`${outcome}:\n${said.slice(-LAST_WORDS)}`);
}
