/**
 * `npm run test:faults`: every fault of `test/faults`, often and long, and every mutant, the recount of a past that is closed
 * a part at a time, and a small round of the benches of views. Further arguments go to Jest, as in `npm run test:faults -- -t relay-killed`.
 */
import { spawn } from 'node:child_process';
import { root } from '../setup/root.mjs';

// One file after the other: faults that are told by time have the machine to themselves.
const files = ['test/faults', 'test/recount', 'tools/bench/rebuild'];
const projects = ['story', 'integration'];
const jest = ['run', '--silent', 'jest', '--', ...files, '--selectProjects', ...projects, '--runInBand', '--forceExit'];
const child = spawn('npm', [...jest, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, AVIARY_FAULTS: 'full' },
  stdio: 'inherit',
});
child.on('close', (code) => (process.exitCode = code ?? 1));
