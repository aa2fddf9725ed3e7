import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { openPool } from '../harness/connections.js';
import { CannotCompare, type Contender, type Load } from '../harness/types.js';
import { type Workshop } from '../harness/workshop.js';
import { encodedBody, MOST_WRITERS, PLAIN_TABLE } from './plain-table.js';

/** Both are one statement and so one transaction: as several, the head would be locked over round trips. */
const SCRIPTS = {
  /** One head for all, as a log has that orders its writers: the numbers have no gap, and writers wait for each other. */
  log: `
WITH moved AS (UPDATE head SET position = position + 1 WHERE stream = 0 RETURNING position)
INSERT INTO events (position, event_id, stream_id, version, event, body, correlation_id)
SELECT position, gen_random_uuid(), 'task:' || :client_id, 1, 'TaskCreated', :body, gen_random_uuid() FROM moved;
`,
  /** A head for each writer's stream, as stores have that order no more than a stream: nobody waits for anybody. */
  streams: `
WITH moved AS (UPDATE head SET position = position + 1 WHERE stream = :client_id RETURNING position)
INSERT INTO events (event_id, stream_id, version, event, body, correlation_id)
SELECT gen_random_uuid(), 'task:' || :client_id, position, 'TaskCreated', :body, gen_random_uuid() FROM moved;
`,
} as const;

const TABLES = `
  ${PLAIN_TABLE};
  CREATE TABLE head (stream integer PRIMARY KEY, position bigint NOT NULL) WITH (fillfactor = 10);
  INSERT INTO head SELECT stream, 0 FROM generate_series(0, ${MOST_WRITERS - 1}) stream;`;

/** Seconds more that it is given: its time runs while it connects, which its rate leaves out. */
const CONNECTING = 1;

/** On the PATH, or where Debian and its kin keep it. */
function findPgbench(): string | undefined {
  const places = (process.env['PATH'] ?? '').split(path.delimiter);
  const versions = '/usr/lib/postgresql';
  const installed = fs.existsSync(versions) ? fs.readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
  return [...installed.map((version) => path.join(versions, version, 'bin')), ...places]
    .map((folder) => path.join(folder, 'pgbench'))
    .find((file) => fs.existsSync(file));
}

/** What a run of pgbench says of itself. */
function parse(output: string): { done: number; rate: number } {
  const done = /transactions actually processed: (\d+)/.exec(output)?.[1];
  const failed = /number of failed transactions: (\d+)/.exec(output)?.[1] ?? '0';
  const rate = /tps = ([\d.]+) \(without initial connection time\)/.exec(output)?.[1];
  // On a machine that has much else to do, not one may come through in a short time; then no rate is told.
  if (done === '0') return { done: 0, rate: 0 };
  if (done === undefined || rate === undefined || failed !== '0')
    throw new Error(`pgbench has not told what it has done:\n${output}`);
  return { done: Number(done), rate: Number(rate) };
}

/**
 * PostgreSQL's own load generator, written in C, with what an event store does at least: an INSERT and an UPDATE of the
 * row that says where a log, or a stream, ends. Nothing is checked, encoded or chained.
 *
 * @throws CannotCompare where there is no pgbench
 */
export async function pgbench(workshop: Workshop, heads: keyof typeof SCRIPTS): Promise<Contender> {
  const program = findPgbench();
  if (program === undefined)
    throw new CannotCompare(
      'There is no pgbench here: install it with `apt-get install postgresql-contrib`, or put it on the PATH.',
    );
  const database = await workshop.makeDatabase(`bench_pgbench_${heads}`);
  const pool = openPool(database, 1);
  await pool.query(TABLES);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-bench-'));
  const script = path.join(folder, 'append.sql');
  fs.writeFileSync(script, SCRIPTS[heads]);
  const body = `\\x${encodedBody().toString('hex')}`;
  let inserted = 0;
  return {
    async measure({ writers, seconds }: Load) {
      const threads = Math.min(writers, os.availableParallelism());
      const args = ['-n', '-M', 'prepared', '-f', script, '-D', `body=${body}`, '-c', writers, '-j', threads];
      const whole = [...args, '-T', Math.max(1, Math.round(seconds)) + CONNECTING].map(String);
      const env = { ...process.env, ...connectionOf(database) };
      const { stdout } = await promisify(execFile)(program, whole, { env });
      const { done, rate } = parse(stdout);
      inserted += done;
      return rate;
    },
    async check() {
      const { rows } = await pool.query<{ n: string; head: string }>(
        'SELECT (SELECT count(*) FROM events) AS n, sum(position) AS head FROM head',
      );
      const { n, head } = rows[0] ?? {};
      if (Number(n) !== inserted || Number(head) !== inserted)
        throw new Error(`pgbench says ${inserted} transactions; there are ${n} rows, and the heads are at ${head}.`);
    },
    async close() {
      await pool.end();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As the PostgreSQL client programs read it. */
function connectionOf({ host, port, user, password, database }: pg.ClientConfig): Record<string, string> {
  return {
    PGHOST: String(host),
    PGPORT: String(port),
    PGUSER: String(user),
    PGPASSWORD: String(password),
    PGDATABASE: String(database),
  };
}
