import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from '../setup/lock.mjs';
import { aviary } from '../setup/root.mjs';

/** The home of the local installation that `npm start` runs. */
export function defaultHome(): string {
  return path.join(aviary, 'local');
}

/** Made once for a home and never shown; all other secrets of the application derive from `master`. */
export interface Secrets {
  postgresPassword: string;
  registryPassword: string;
  master: string;
}

export interface Home {
  folder: string;
  secrets: Secrets;
  /** Absolute path of something inside. */
  at(...names: string[]): string;
  /** Gives the home back, so that another process may start on it. */
  release(): void;
}

/** Writes a file so that a reader, or a kill, meets the old content or the new one. */
export function writeWhole(file: string, content: string, mode = 0o644): void {
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, content, { mode });
  fs.renameSync(temporary, file);
}

/** The secrets of a home, as text files hold them; undefined where no parts were ever started. */
export function readSecrets(folder: string): Secrets | undefined {
  const file = path.join(folder, 'secrets.json');
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Secrets) : undefined;
}

function makeSecrets(folder: string): Secrets {
  const secret = () => randomBytes(32).toString('hex');
  if (fs.existsSync(path.join(folder, 'postgres'))) {
    throw new Error(`${folder} has data but no secrets.json, without which it cannot be read: put that file back`);
  }
  const secrets = { postgresPassword: secret(), registryPassword: secret(), master: secret() };
  writeWhole(path.join(folder, 'secrets.json'), `${JSON.stringify(secrets, undefined, 2)}\n`, 0o600);
  return secrets;
}

/** A process that was killed a moment ago may not have ended yet. */
async function lockSoon(file: string): Promise<ReturnType<typeof tryLock>> {
  for (let left = 15; ; left -= 1) {
    const lock = tryLock(file);
    if (!('heldBy' in lock) || left === 0) return lock;
    await sleep(100);
  }
}

/**
 * Opens a home for this process alone, making it if need be. Throws, naming the process, if another one has it.
 * As root, other users may pass through it (not look into it), because PostgreSQL has to run as a user that is not root.
 */
export async function openHome(wanted: string): Promise<Home> {
  fs.mkdirSync(wanted, { recursive: true });
  const folder = fs.realpathSync(wanted);
  const lock = await lockSoon(path.join(folder, 'owner.lock'));
  if ('heldBy' in lock) throw new Error(`Aviary already runs on ${folder}, as process ${lock.heldBy}: stop it first`);
  try {
    fs.chmodSync(folder, process.getuid?.() === 0 ? 0o711 : 0o700);
    fs.mkdirSync(path.join(folder, 'logs'), { recursive: true });
    const secrets = readSecrets(folder) ?? makeSecrets(folder);
    return { folder, secrets, at: (...names) => path.join(folder, ...names), release: lock.release };
  } catch (error) {
    lock.release();
    throw error;
  }
}
