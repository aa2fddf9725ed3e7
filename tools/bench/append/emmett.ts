import type pg from 'pg';
import { openPool } from '../harness/connections.js';
import { type Contender } from '../harness/types.js';
import { type Workshop } from '../harness/workshop.js';
import { runWriters } from '../harness/writers.js';
import { loadPeer } from '../peers.js';
import { turns } from './work.js';

/** What we use of the package. */
interface Emmett {
  readonly getPostgreSQLEventStore: (
    connectionString: string,
    options: { connectionOptions: { pool: pg.Pool } },
  ) => EventStore;
}

interface EventStore {
  readonly schema: { migrate(): Promise<unknown> };
  appendToStream(
    stream: string,
    events: readonly { type: string; data: object }[],
    options: { expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
  ): Promise<{ nextExpectedStreamVersion: bigint }>;
  close(): Promise<void>;
}

/**
 * The peer: `appendToStream` of Emmett's store on PostgreSQL, with the version the stream must be at, and as many
 * connections as there are writers. It keeps bodies as JSON; it has no idempotency keys and no hash chain, and its global
 * positions, from a sequence, may have gaps.
 */
export async function emmett(workshop: Workshop): Promise<Contender> {
  const { getPostgreSQLEventStore } = await loadPeer<Emmett>('@event-driven-io/emmett-postgresql', workshop.log);
  const database = await workshop.makeDatabase('bench_emmett');
  const url = `postgresql://${database.user}:${String(database.password)}@${database.host}:${database.port}/${database.database}`;
  const looking = openPool(database, 1);
  let opened: { readonly writers: number; readonly pool: pg.Pool; readonly store: EventStore } | undefined;
  let appended = 0;

  async function storeFor(writers: number): Promise<EventStore> {
    if (opened?.writers === writers) return opened.store;
    await close();
    const pool = openPool(database, writers);
    const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
    await store.schema.migrate();
    opened = { writers, pool, store };
    return store;
  }
  async function close(): Promise<void> {
    await opened?.store.close();
    if (opened && !opened.pool.ended) await opened.pool.end();
    opened = undefined;
  }
  return {
    async measure(load) {
      const store = await storeFor(load.writers);
      const next = turns(load.writers);
      return runWriters(load, async (writer) => {
        const { streamId, version, body: data } = next(writer);
        const expectedStreamVersion = version === 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(version);
        await store.appendToStream(streamId, [{ type: 'TaskCreated', data }], { expectedStreamVersion });
        appended += 1;
      });
    },
    async check() {
      const { rows } = await looking.query<{ n: string }>('SELECT count(*) AS n FROM emt_messages');
      if (Number(rows[0]?.n) !== appended)
        throw new Error(`Emmett has appended ${appended} events, and ${rows[0]?.n} are there.`);
    },
    async close() {
      await close();
      await looking.end();
    },
  };
}
