import { spawnSync } from 'node:child_process';

/** @typedef {{ runs: true, says: string } | { runs: false, why: string }} Outcome */

/**
 * Runs a program to see whether it does, and what it calls itself: the first line that it prints, wherever it prints it.
 * @param {string} file
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Outcome}
 */
export function runProgram(file, args, env = process.env) {
  const { status, signal, error, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', timeout: 20_000, env });
  const lines = `${stdout ?? ''}\n${stderr ?? ''}`.split('\n').filter((line) => line.trim() !== '');
  if (status === 0) return { runs: true, says: lines[0]?.trim() ?? '' };
  const end = error?.message ?? (signal ? `ended by ${signal}` : `exit code ${status}`);
  return { runs: false, why: lines.at(-1)?.trim() ?? end };
}
