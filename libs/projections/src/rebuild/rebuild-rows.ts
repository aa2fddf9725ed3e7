import type pg from 'pg';
import { quoted } from '../names.js';
import { type Projection } from '../projection.js';
import { type Verdict } from './compare.js';

/** What is done to a view as a whole: it is folded anew, its previous tables are put back, or it is compared with its logs. */
export type Act = 'rebuild' | 'rollback' | 'verify';
/** Where the logs are read from. */
export type Origin = 'log' | 'kafka';

/**
 * `waiting`: for a free place in its process. `interrupted`: the process that was at it is gone; whoever is told to do the
 * same, and whoever opens the tenant's database next, goes on with it.
 */
export type ActState = 'waiting' | 'running' | 'interrupted' | 'done' | 'failed';

/** How an act on a view of a tenant stands. */
export interface ActRow {
  /** The view's id, `<service>.<view>_v<version>`. */
  readonly view: string;
  readonly act: Act;
  readonly origin: Origin;
  readonly state: ActState;
  /** Events of all its logs, by position. */
  readonly done: number;
  readonly total: number;
  /** Events a second. */
  readonly rate: number;
  /** Who is or was at it. */
  readonly instance: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly reason: string | null;
  /** What a comparison has found. */
  readonly result: Verdict | null;
}

/** What changes while an act goes on. */
export type ActChange = Partial<Pick<ActRow, 'state' | 'done' | 'total' | 'rate' | 'reason' | 'result'>>;

type Client = Pick<pg.ClientBase, 'query'>;

/** The table of acts on a service's views, in SQL. */
export function rebuildsOf(service: string): string {
  return `${quoted(service)}."rebuilds"`;
}

/** What is done to each view, or was last. */
export function rebuildsStatement(service: string): string {
  return `CREATE TABLE IF NOT EXISTS ${rebuildsOf(service)} (
  view text NOT NULL,
  act text NOT NULL,
  origin text NOT NULL,
  state text NOT NULL,
  done bigint NOT NULL,
  total bigint NOT NULL,
  rate double precision NOT NULL,
  instance text NOT NULL,
  started_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  reason text,
  result jsonb,
  PRIMARY KEY (view, act)
)`;
}

/** Names the lock that is held by the session of whoever is at a view: it is free as soon as that is gone. */
const lockOf = (view: string): string => `hashtextextended('aviary.rebuild.' || ${view}, 0)`;

/** Whether the client's session may work at the view; it holds the lock until it ends. */
export async function tryLock(client: Client, view: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_lock(${lockOf('$1::text')}) AS locked`,
    [view],
  );
  return rows[0]?.locked ?? false;
}

/** The same until the end of the transaction. */
export async function tryLockForNow(client: Client, view: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `SELECT pg_try_advisory_xact_lock(${lockOf('$1::text')}) AS locked`,
    [view],
  );
  return rows[0]?.locked ?? false;
}

/** How the acts on a service's views stand. */
export async function readActs(client: Client, service: string): Promise<ActRow[]> {
  const { rows } = await client.query<Record<'done' | 'total', string> & { at: string; since: string } & ActRow>(
    `SELECT view, act, origin, done, total, rate, instance, reason, result,
            extract(epoch FROM started_at) * 1000 AS since, extract(epoch FROM updated_at) * 1000 AS at,
            CASE WHEN state = 'running' AND NOT EXISTS (
              SELECT FROM pg_locks AS held
               WHERE held.locktype = 'advisory' AND held.objsubid = 1
                 AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                 AND ((held.classid::bigint << 32) | held.objid::bigint) = ${lockOf('view')}
            ) THEN 'interrupted' ELSE state END AS state
       FROM ${rebuildsOf(service)} ORDER BY view, act`,
  );
  return rows.map(({ since, at, ...row }) => ({
    ...row,
    done: Number(row.done),
    total: Number(row.total),
    startedAt: Math.round(Number(since)),
    updatedAt: Math.round(Number(at)),
  }));
}

/** Notes that an act was begun, or begun again. */
export async function noteBegin(
  client: Client,
  { service, id }: Pick<Projection, 'service' | 'id'>,
  { act, origin, state, instance }: Pick<ActRow, 'act' | 'origin' | 'state' | 'instance'>,
): Promise<void> {
  await client.query(
    `INSERT INTO ${rebuildsOf(service)} (view, act, origin, state, done, total, rate, instance, started_at, updated_at)
     VALUES ($1, $2, $3, $4, 0, 0, 0, $5, clock_timestamp(), clock_timestamp())
     ON CONFLICT (view, act) DO UPDATE SET origin = excluded.origin, state = excluded.state, done = 0, total = 0, rate = 0,
       instance = excluded.instance, started_at = excluded.started_at, updated_at = excluded.updated_at,
       reason = NULL, result = NULL`,
    [id, act, origin, state, instance],
  );
}

export async function noteChange(
  client: Client,
  { service, id }: Pick<Projection, 'service' | 'id'>,
  act: Act,
  {
    state = null,
    done = null,
    total = null,
    rate = null,
    reason = null,
    result = null,
  }: { [K in keyof ActChange]?: ActChange[K] | null },
): Promise<void> {
  await client.query(
    `UPDATE ${rebuildsOf(service)} SET state = coalesce($3, state), done = coalesce($4, done), total = coalesce($5, total),
       rate = coalesce($6, rate), reason = coalesce($7, reason), result = coalesce($8, result), updated_at = clock_timestamp()
     WHERE view = $1 AND act = $2`,
    [id, act, state, done, total, rate, reason, result === null ? null : JSON.stringify(result)],
  );
}

/** Forgets an act: another one has undone what it had begun. */
export async function forgetAct(
  client: Client,
  { service, id }: Pick<Projection, 'service' | 'id'>,
  act: Act,
): Promise<void> {
  await client.query(`DELETE FROM ${rebuildsOf(service)} WHERE view = $1 AND act = $2`, [id, act]);
}

/** Forgets what was done to views that are no more. @param views by id */
export async function forgetActs(client: Client, service: string, views: readonly string[]): Promise<void> {
  await client.query(`DELETE FROM ${rebuildsOf(service)} WHERE view = ANY ($1)`, [views]);
}

/** Whether somebody is at the view as a whole: what is parked for it is best left alone. */
export async function isBusy(client: Client, { service, id }: Pick<Projection, 'service' | 'id'>): Promise<boolean> {
  return (await readActs(client, service)).some(({ view, state }) => view === id && state === 'running');
}
