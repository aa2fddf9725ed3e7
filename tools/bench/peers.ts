import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from '../setup/lock.mjs';
import { npm } from '../setup/node-modules.mjs';
import { aviary, root } from '../setup/root.mjs';

const FILES = ['package.json', 'package-lock.json'];
const source = path.join(root, 'tools/bench/peers');
const target = path.join(aviary, 'bench');

/**
 * Loads a package that only a bench needs. Those packages want other versions of some that Aviary has, so they are not among
 * Aviary's own: they are installed apart, by their own lock file, the first time they are asked for.
 *
 * @throws Error with npm's last lines if they cannot be installed
 */
export async function loadPeer<Module>(name: string, log: (line: string) => void): Promise<Module> {
  const folder = await installed(log);
  const home = path.join(folder, 'node_modules', name);
  const { exports } = JSON.parse(fs.readFileSync(path.join(home, 'package.json'), 'utf8')) as PeerPackage;
  return (await import(pathToFileURL(path.join(home, exports['.'].import.default)).href)) as Module;
}

/** What we read of its package.json. */
interface PeerPackage {
  readonly exports: { readonly '.': { readonly import: { readonly default: string } } };
}

/** A folder for each content of the lock file, made elsewhere and renamed into place: one that is there is whole. */
async function installed(log: (line: string) => void): Promise<string> {
  const texts = FILES.map((file) => fs.readFileSync(path.join(source, file)));
  const stamp = createHash('sha256').update(Buffer.concat(texts)).digest('hex').slice(0, 12);
  const folder = path.join(target, `peers-${stamp}`);
  const waiting = (pid: number) => log(`waiting for process ${pid}, which installs the packages to compare with`);
  await withLock(path.join(target, 'peers.lock'), waiting, async () => {
    if (fs.existsSync(folder)) return;
    log('installing the packages to compare with (npm ci, once; about 17 MB) …');
    const fresh = `${folder}.new`;
    fs.rmSync(fresh, { recursive: true, force: true });
    fs.mkdirSync(fresh, { recursive: true });
    for (const file of FILES) fs.copyFileSync(path.join(source, file), path.join(fresh, file));
    await npm(['ci', '--no-progress', '--no-audit', '--no-fund', '--ignore-scripts'], fresh);
    fs.renameSync(fresh, folder);
  });
  return folder;
}
