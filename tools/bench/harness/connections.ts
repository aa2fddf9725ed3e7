import pg from 'pg';

/** One that breaks while idle, since Ctrl-C stops the server, must not end the process: cleaning up goes on. */
const ignoreBreaks = <C extends pg.Pool | pg.Client>(connections: C): C => {
  (connections as pg.Pool).on('error', () => undefined);
  return connections;
};

/** A pool of at most so many connections. */
export const openPool = (database: pg.ClientConfig, max: number): pg.Pool =>
  ignoreBreaks(new pg.Pool({ ...database, max }));

/** A connection. */
export async function openClient(database: pg.ClientConfig): Promise<pg.Client> {
  const client = ignoreBreaks(new pg.Client(database));
  await client.connect();
  return client;
}
