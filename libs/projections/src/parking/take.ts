import type pg from 'pg';
import { type RecordedEvent } from '#libs/kernel';
import { type ViewTables } from '../beside.js';
import { UnfitValueError } from '../codec.js';
import { foldBatch, touchedKeys } from '../fold.js';
import { type Projection } from '../projection.js';
import { loadRows, writeRows } from '../rows.js';
import { type Parking } from './parking.js';

type Client = Pick<pg.ClientBase, 'query'>;

/** What is folded into which tables. */
export interface Taking {
  readonly projection: Projection;
  readonly tables: ViewTables;
  /** Without it, a fold that throws is an error. */
  readonly parking: Parking | undefined;
}

/** Data exceptions, violated constraints, limits of the program: PostgreSQL would say so again. */
const UNFIT = /^(22|23|54)[0-9A-Z]{3}$/;

/** Whether what a fold has made can never be written, however often it is tried. */
export function isUnfit(error: unknown): boolean {
  if (error instanceof UnfitValueError) return true;
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && UNFIT.test(code);
}

/**
 * Folds events into the tables.
 *
 * @param client within a transaction that has locked the view's checkpoints
 * @returns how long the fold itself took, in milliseconds
 * @throws FoldError without parking; anything that reading and writing throw
 */
export async function take(client: Client, taking: Taking, events: readonly RecordedEvent[]): Promise<number> {
  const { projection, tables, parking } = taking;
  const rows = await loadRows(client, tables.table, touchedKeys(projection, events, parking));
  const begun = performance.now();
  const folded = foldBatch(projection, rows, events, parking);
  const foldMs = performance.now() - begun;
  await writeRows(client, tables, folded);
  return foldMs;
}

/**
 * The same, when what a fold has made of some of the events cannot be written: the batch is halved until it is known which
 * event it is, and which row; that row is parked, and all else is written.
 *
 * @param client as for `take`; what was written by it so far was undone
 */
export async function takeCarefully(
  client: Client,
  taking: Taking & { readonly parking: Parking },
  events: readonly RecordedEvent[],
): Promise<number> {
  const trial = taking.parking.fork();
  await client.query('SAVEPOINT trial');
  try {
    const foldMs = await take(client, { ...taking, parking: trial }, events);
    await client.query('RELEASE SAVEPOINT trial');
    taking.parking.adopt(trial);
    return foldMs;
  } catch (error) {
    if (!isUnfit(error)) throw error;
    await client.query('ROLLBACK TO SAVEPOINT trial; RELEASE SAVEPOINT trial');
    return await takeInParts(client, taking, events, error);
  }
}

async function takeInParts(
  client: Client,
  taking: Taking & { readonly parking: Parking },
  events: readonly RecordedEvent[],
  error: unknown,
): Promise<number> {
  const { projection, parking } = taking;
  const [only] = events;
  if (events.length > 1 || !only) {
    const half = Math.ceil(events.length / 2);
    const first = await takeCarefully(client, taking, events.slice(0, half));
    return first + (await takeCarefully(client, taking, events.slice(half)));
  }
  const keys = new Map(projection.keys(only).map((key) => [projection.table.keyText(key), key]));
  if (keys.size === 1) for (const row of keys.keys()) parking.parkRow(row, only, error);
  else
    for (const key of keys.values())
      await takeCarefully(client, { ...taking, projection: forKey(projection, key) }, events);
  return 0;
}

/** The view as if it had one row only. */
const forKey = (projection: Projection, key: object): Projection => ({ ...projection, keys: () => [key] });

/** The view as if it had only the row with that key, as text. */
export function forRow(projection: Projection, row: string): Projection {
  const keys = (event: RecordedEvent) => projection.keys(event).filter((key) => projection.table.keyText(key) === row);
  return { ...projection, keys };
}
