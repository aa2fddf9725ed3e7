import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { openClient, openPool } from '../harness/connections.js';
import { type Contender } from '../harness/types.js';
import { type Workshop } from '../harness/workshop.js';
import { runWriters } from '../harness/writers.js';
import { encodedBody, PLAIN_TABLE } from './plain-table.js';
import { turns } from './work.js';

const INSERT = {
  name: 'insert',
  text: 'INSERT INTO events (event_id, stream_id, version, event, body, correlation_id) VALUES ($1, $2, $3, $4, $5, $6)',
};

/**
 * The driver alone: each writer has a connection of its own and inserts one row after the other, each a transaction, with
 * a prepared statement. Nothing is checked, encoded or chained, and numbers may have gaps and come out of order.
 */
export async function barePg(workshop: Workshop): Promise<Contender> {
  const database = await workshop.makeDatabase('bench_bare_pg');
  const looking = openPool(database, 1);
  await looking.query(PLAIN_TABLE);
  const body = encodedBody();
  let inserted = 0;
  let clients: pg.Client[] = [];

  async function connect(writers: number): Promise<void> {
    while (clients.length < writers) clients.push(await openClient(database));
  }
  return {
    async measure(load) {
      await connect(load.writers);
      const next = turns(load.writers);
      return runWriters(load, async (writer) => {
        const { streamId, version } = next(writer);
        const values = [randomUUID(), streamId, version + 1, 'TaskCreated', body, randomUUID()];
        await clients[writer]?.query({ ...INSERT, values });
        inserted += 1;
      });
    },
    async check() {
      const { rows } = await looking.query<{ n: string }>('SELECT count(*) AS n FROM events');
      if (Number(rows[0]?.n) !== inserted)
        throw new Error(`${inserted} rows were inserted, and ${rows[0]?.n} are there.`);
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()));
      clients = [];
      await looking.end();
    },
  };
}
