import type pg from 'pg';
import { type ParkedKey } from './dead-letter.js';
import { lettersOf } from './letter-table.js';

/** How much waits for a consumer of one log, in one tenant's database. */
export interface Tally extends Omit<ParkedKey, 'key'> {
  readonly letters: number;
  readonly keys: number;
  /** When the oldest was set aside. */
  readonly since: Date;
}

/** A poison letter that nobody has been told of. */
export interface Unannounced extends ParkedKey {
  readonly id: string;
  readonly event: string;
  readonly position: number;
  readonly reason: string;
  readonly parkedAt: Date;
}

type Client = Pick<pg.ClientBase, 'query'>;

/** @param consumers those that are meant; others are another release's */
export async function tallyLetters(client: Client, service: string, consumers: readonly string[]): Promise<Tally[]> {
  const { rows } = await client.query<Tally & Record<'letters' | 'keys', string>>(
    `SELECT consumer, source, count(*) AS letters, count(DISTINCT key) AS keys, min(parked_at) AS since
       FROM ${lettersOf(service)} WHERE consumer = ANY ($1) AND state <> 'discarded'
      GROUP BY consumer, source ORDER BY consumer, source`,
    [consumers],
  );
  return rows.map((row) => ({ ...row, letters: Number(row.letters), keys: Number(row.keys) }));
}

export async function unannounced(
  client: Client,
  service: string,
  consumers: readonly string[],
): Promise<Unannounced[]> {
  const { rows } = await client.query<Unannounced & { position: string }>(
    `SELECT id, consumer, source, key, event, position, coalesce(reason, '') AS reason, parked_at AS "parkedAt" FROM ${lettersOf(service)}
      WHERE consumer = ANY ($1) AND state = 'poison' AND NOT announced ORDER BY parked_at LIMIT 100`,
    [consumers],
  );
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}

export async function markAnnounced(client: Client, service: string, ids: readonly string[]): Promise<void> {
  await client.query(`UPDATE ${lettersOf(service)} SET announced = true WHERE id = ANY ($1)`, [ids]);
}
