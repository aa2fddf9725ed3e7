import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { aviary, root } from './root.mjs';
import { withLock } from './lock.mjs';

const stampFile = path.join(root, 'node_modules/.aviary-lock');

/** What node_modules was installed from: the lock file and the Node version, since a few packages differ by it. */
function wantedStamp() {
  const lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} node ${process.version}`;
}

function isInstalled() {
  return fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === wantedStamp();
}

/**
 * What node_modules is like: made whole from this lock file by this Node, or `other`, which the set-up makes anew.
 * @returns {'installed' | 'other' | 'absent'}
 */
export function installedPackages() {
  if (isInstalled()) return 'installed';
  return fs.existsSync(path.join(root, 'node_modules')) ? 'other' : 'absent';
}

/**
 * Installs the packages of the lock file, if node_modules is not already made from exactly this one.
 * Throws with npm's last lines when it fails.
 * @param {(line: string) => void} log
 */
export async function ensureNodeModules(log) {
  if (isInstalled()) return;
  await withLock(
    path.join(aviary, 'setup.lock'),
    (pid) => log(`waiting for the set-up that process ${pid} is doing`),
    async () => {
      if (isInstalled()) return;
      log('installing packages (npm ci; about half a minute the first time) …');
      const started = Date.now();
      await npm(['ci', '--no-progress'], root);
      fs.writeFileSync(stampFile, wantedStamp());
      log(`packages installed in ${Math.round((Date.now() - started) / 1000)} s`);
    },
  );
}

/** npm's own script: as given by npm when it runs us, else beside this Node, else whatever `npm` is on the PATH. */
export function npmCommand() {
  const beside = path.resolve(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
  const script = [process.env.npm_execpath, beside].find((file) => file?.endsWith('npm-cli.js') && fs.existsSync(file));
  return script ? [process.execPath, script] : ['npm'];
}

/**
 * Runs npm in a folder. Throws with its last lines when it fails.
 * @param {string[]} args
 * @param {string} folder
 * @returns {Promise<void>}
 */
export function npm(args, folder) {
  const [command = 'npm', ...before] = npmCommand();
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) =>
      reject(new Error(`npm could not be run (${error.message}): install Node.js with npm`)),
    );
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const told = output.split('\n').filter((line) => line !== '' && !line.includes('EBADENGINE'));
      reject(new Error(`npm ${args[0]} failed (exit code ${code}):\n${told.slice(-15).join('\n')}`));
    });
  });
}
