import { spawn } from 'node:child_process';
import { root } from '../setup/root.mjs';

/**
 * Runs a command in the clone.
 * @param {string[]} command
 * @param {(chunk: Buffer) => void} [keep] takes what it says, as it comes; without, that goes where ours goes
 * @returns {Promise<number>} the exit code; 1 if it ended otherwise
 */
export function runCommand([program = '', ...args], keep) {
  return new Promise((resolve) => {
    const output = keep ? 'pipe' : 'inherit';
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', output, output] });
    if (keep) for (const stream of [child.stdout, child.stderr]) stream?.on('data', keep);
    child.on('error', (error) => {
      console.error(`${program} could not be run: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}
