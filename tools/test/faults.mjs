/**
 * `npm run test:faults`: every fault of `test/faults`, often and long, and every mutant. Further arguments go to Jest, as in
 * `npm run test:faults -- -t relay-killed`.
 */
import { spawn } from 'node:child_process';
import { root } from '../setup/root.mjs';

const jest = ['run', '--silent', 'jest', '--', 'test/faults', '--selectProjects', 'story', '--forceExit'];
const child = spawn('npm', [...jest, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, AVIARY_FAULTS: 'full' },
  stdio: 'inherit',
});
child.on('close', (code) => (process.exitCode = code ?? 1));
