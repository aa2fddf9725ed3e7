import type pg from 'pg';
import { type Checkpoint, LetterStore } from '#libs/messaging';
import { inTransaction } from '#libs/tenancy';
import { beside, type Beside, commenting, dropping, tablesOf, type ViewTables } from '../beside.js';
import { START } from '../checkpoint.js';
import { bareTableStatement, checkpointsOf, indexStatements, keyStatement } from '../ddl.js';
import { readCheckpoints } from '../live.js';
import { type Parking } from '../parking/parking.js';
import { copyParking, loadParking, storeLetters } from '../parking/storing.js';
import { type Projection } from '../projection.js';
import { addRows, loadRows, writeRows } from '../rows.js';
import { qualified, type Table } from '../table.js';
import { type Unwritten } from './row-cache.js';
import { type SetAside } from './set-aside.js';

/** So many rows go into one statement: encoding them is all that holds up the process. */
const ROWS_AT_ONCE = 2_000;

/** Under which name the checkpoints of tables beside a view are kept. */
export function consumerBeside(id: string, kind: Beside): string {
  return `${id}#${kind}`;
}

/**
 * The tables beside a view that are being filled, with how far they have got. They begin without key and indexes, which
 * cost less when there are rows; the key comes when a row has to be looked up.
 *
 * All is done by one session, which holds the lock of the view: whoever has lost that writes nothing more.
 */
export class Shadow {
  readonly tables: ViewTables;
  private empty = true;
  private unkeyed: readonly Table[];

  private constructor(
    private readonly client: pg.ClientBase,
    private readonly view: Projection,
    private readonly kind: Extract<Beside, 'rebuild' | 'verify'>,
    /** What is not folded, and what is found that cannot be. */
    readonly parking: Parking,
  ) {
    this.tables = beside(view, kind);
    this.unkeyed = tablesOf(this.tables);
  }

  /** Whether there is no row in them. */
  get isEmpty(): boolean {
    return this.empty;
  }

  /** Makes them, empty; those that were there are thrown away. What waits for the view waits for them as well. */
  static async begin(client: pg.ClientBase, view: Projection, kind: 'rebuild' | 'verify'): Promise<Shadow> {
    const shadow = new Shadow(client, view, kind, await loadParking(client, view));
    const made = tablesOf(shadow.tables);
    const statements = [
      ...dropping(shadow.tables),
      ...made.map((table) => bareTableStatement(table, kind === 'verify')),
      ...tablesOf(view).map((table, place) => commenting(made[place] as Table, table)),
    ];
    await inTransaction(client, async () => {
      await client.query(statements.join(';\n'));
      if (kind === 'verify') return;
      await new LetterStore(client, view.service).forget(shadow.consumer);
      await copyParking(client, view.service, view.id, shadow.consumer);
      await shadow.store(new Map([...view.sources.keys()].map((source) => [source, START])));
    });
    return shadow;
  }

  /** Those that somebody has begun to fill; undefined if there are none. */
  static async resume(
    client: pg.ClientBase,
    view: Projection,
  ): Promise<{ shadow: Shadow; at: Map<string, Checkpoint> } | undefined> {
    const consumer = consumerBeside(view.id, 'rebuild');
    const shadow = new Shadow(client, view, 'rebuild', await loadParking(client, view, consumer));
    const stored = await readCheckpoints(client, { ...view, id: consumer });
    const { rows } = await client.query<{ there: boolean; keyed: boolean }>(
      `SELECT to_regclass(name) IS NOT NULL AS there,
              EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass(name) AND contype = 'p') AS keyed
         FROM unnest($1::text[]) WITH ORDINALITY AS each (name, place) ORDER BY place`,
      [shadow.unkeyed.map(qualified)],
    );
    const whole = rows.every(({ there }) => there) && [...view.sources.keys()].every((source) => stored.has(source));
    if (!whole) return undefined;
    shadow.empty = false;
    shadow.unkeyed = shadow.unkeyed.filter((_, place) => !rows[place]?.keyed);
    return { shadow, at: new Map([...stored].map(([source, { epoch, position }]) => [source, { epoch, position }])) };
  }

  /** The rows that there are of these keys. */
  async load(keys: readonly object[]): Promise<object[]> {
    if (this.empty || keys.length === 0) return [];
    await this.addKeys();
    return loadRows(this.client, this.tables.table, keys);
  }

  /** Sees to it that rows can be changed, if any are to be; outside of a transaction, which might be undone. */
  async prepare({ changed, deleted }: Unwritten): Promise<void> {
    if (changed.length + deleted.length > 0) await this.addKeys();
  }

  /** Writes rows, checkpoints, and what was set aside. To be called within a transaction. */
  async write(
    { added, changed, deleted, lines }: Unwritten,
    at: ReadonlyMap<string, Checkpoint>,
    letters: SetAside,
  ): Promise<void> {
    const { table, lines: linesTable } = this.tables;
    for (const rows of portions(added)) await addRows(this.client, table, rows);
    if (linesTable) for (const rows of portions(lines)) await addRows(this.client, linesTable, rows);
    for (const upserts of portions(changed))
      await writeRows(this.client, this.tables, { upserts, deletes: [], lines: [] });
    for (const deletes of portions(deleted))
      await writeRows(this.client, this.tables, { upserts: [], deletes, lines: [] });
    if (this.kind === 'rebuild') {
      await storeLetters(this.client, this.view, letters.events, letters.stored, this.consumer);
      await this.store(at);
    }
    this.empty = false;
  }

  /** Gives them all that the view's own tables have. */
  async complete(): Promise<void> {
    await this.addKeys();
    for (const statement of tablesOf(this.tables).flatMap((table) => indexStatements(table, true)))
      await this.client.query(statement);
    for (const table of tablesOf(this.tables)) await this.client.query(`ANALYZE ${qualified(table)}`);
  }

  /** Throws them away. */
  async drop(): Promise<void> {
    const statements = dropping(this.tables);
    await inTransaction(this.client, async () => {
      await this.client.query(statements.join(';\n'));
      await this.client.query(`DELETE FROM ${checkpointsOf(this.view.service)} WHERE consumer = $1`, [this.consumer]);
      await new LetterStore(this.client, this.view.service).forget(this.consumer);
    });
  }

  private get consumer(): string {
    return consumerBeside(this.view.id, this.kind);
  }

  private async addKeys(): Promise<void> {
    for (const table of this.unkeyed) await this.client.query(keyStatement(table));
    this.unkeyed = [];
  }

  private async store(at: ReadonlyMap<string, Checkpoint>): Promise<void> {
    const places = [...at.values()];
    await this.client.query(
      `INSERT INTO ${checkpointsOf(this.view.service)} (consumer, source, epoch, position)
       SELECT $1, * FROM unnest($2::text[], $3::int[], $4::bigint[])
       ON CONFLICT (consumer, source) DO UPDATE SET epoch = excluded.epoch, position = excluded.position`,
      [this.consumer, [...at.keys()], places.map(({ epoch }) => epoch), places.map(({ position }) => position)],
    );
  }
}

function* portions(rows: readonly object[]): Generator<readonly object[]> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) yield rows.slice(from, from + ROWS_AT_ONCE);
}
