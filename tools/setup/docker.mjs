import { spawnSync } from 'node:child_process';
import { onPath } from './java.mjs';

/** Whether a Docker engine answers and has `docker compose`. Takes up to a few seconds where an engine hangs. */
export function dockerAnswers() {
  if (!onPath('docker')) return false;
  /** @param {string[]} args */
  const works = (args) => {
    const { status } = spawnSync('docker', args, { stdio: 'ignore', timeout: 5_000, env: process.env });
    return status === 0;
  };
  return works(['version', '--format', '{{.Server.Version}}']) && works(['compose', 'version']);
}
