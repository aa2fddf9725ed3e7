import { type Connection, withConnection } from '#libs/tenancy';
import type pg from 'pg';
import { testParts } from '../parts.js';

/** The superuser of the run's PostgreSQL, who may look at everything. */
export function superuser(database = 'postgres'): Connection {
  const { host, port, superuser: user, password } = testParts().postgres;
  return { host, port, user, password, database };
}

/** Runs the work on a connection of the superuser. */
export function asSuperuser<T>(work: (client: pg.Client) => Promise<T>, database?: string): Promise<T> {
  return withConnection(superuser(database), work);
}
