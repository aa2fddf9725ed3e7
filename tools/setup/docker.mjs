import { spawnSync } from 'node:child_process';
import { onPath } from './java.mjs';

/** Whether a Docker engine answers and has `docker compose`. Takes up to a few seconds where an engine hangs. */
export const dockerAnswers = () => dockerVersion() !== undefined;

/**
 * The version of the engine, if one answers and has `docker compose`.
 * @returns {string | undefined}
 */
export function dockerVersion() {
  if (!onPath('docker')) return undefined;
  /** @param {string[]} args */
  const told = (args) => {
    const { status, stdout } = spawnSync('docker', args, { encoding: 'utf8', timeout: 5_000, env: process.env });
    return status === 0 ? stdout.trim() : undefined;
  };
  const version = told(['version', '--format', '{{.Server.Version}}']);
  return version !== undefined && told(['compose', 'version']) !== undefined ? version : undefined;
}
