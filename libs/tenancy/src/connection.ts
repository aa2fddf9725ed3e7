import pg from 'pg';
import { columnTypes } from './column-types.js';

export interface Server {
  readonly host: string;
  readonly port: number;
}

/** Where and as whom to connect. */
export interface Connection extends Server {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export const CONNECT_TIMEOUT_MS = 5_000;

/** Runs the work on a connection of its own, which is closed at the end whatever happens. */
export async function withConnection<T>(connection: Connection, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...connection,
    types: columnTypes,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'aviary-tenancy',
  });
  // A connection that breaks while no query runs says so by an event; the next query then fails with the reason.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Runs the work between BEGIN and COMMIT; when it throws, nothing of it stays. */
export async function inTransaction<C extends pg.ClientBase, T>(
  client: C,
  work: (client: C) => Promise<T>,
): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // The first error is the one to tell; a connection that cannot even roll back is of no use to anybody.
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
