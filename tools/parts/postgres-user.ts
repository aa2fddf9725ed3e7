import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

interface User {
  uid: number;
  gid: number;
}

/** As whom PostgreSQL runs: another user, or under a command that makes it one; neither where we are not root. */
export interface Identity {
  user?: User;
  prefix: string[];
}

/**
 * PostgreSQL refuses to run as root. Then it runs as the system's user `postgres`, which is made if absent; or, where that
 * user could not get to the folders (a clone below a folder that is root's alone), in a user namespace in which root looks
 * like that user. Throws, naming the folder, where neither is possible.
 */
export function postgresIdentity(data: string, folders: string[]): Identity {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const user = lookUp() ?? make();
  const closed = folders.map((folder) => user && closedFolder(folder, user)).find(Boolean);
  const owner = fs.statSync(data, { throwIfNoEntry: false })?.uid;
  if (user && closed === undefined && owner !== 0) return { user, prefix: [] };
  const prefix = inNamespace(user ?? nobody);
  if (prefix) return { prefix };
  throw new Error(
    'PostgreSQL does not run as root, and ' +
      (closed
        ? `its user \`postgres\` cannot enter ${closed}: allow it (chmod o+x ${closed})`
        : 'a user `postgres` could not be made: make one') +
      ', or start Aviary as another user',
  );
}

const nobody: User = { uid: 65534, gid: 65534 };

function lookUp(): User | undefined {
  const line = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function make(): User | undefined {
  const options = ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false'];
  return succeeds('useradd', [...options, 'postgres']) ? lookUp() : undefined;
}

/** The first folder on the way to `target` that this user cannot enter. */
function closedFolder(target: string, user: User): string | undefined {
  for (let folder = target; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const { mode, uid, gid } = fs.statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return folder;
  }
  return undefined;
}

function inNamespace({ uid, gid }: User): string[] | undefined {
  const options = ['--user', `--map-user=${uid}`, `--map-group=${gid}`];
  return succeeds('unshare', [...options, 'true']) ? ['unshare', ...options] : undefined;
}

function succeeds(program: string, args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
