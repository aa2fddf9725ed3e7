import type pg from 'pg';
import { type Server } from '../connection.js';
import { CONTROL_DATABASE } from '../names.js';
import { renderSql } from '../sql.js';
import { type LogInstaller, shapeOf } from './installer.js';
import { asProvisioner, type Provisioner } from './provisioner.js';

interface Row {
  readonly name: string;
  readonly database: string;
  readonly host: string | null;
  readonly port: number | null;
  readonly shape: string | null;
}

/**
 * What the database says of itself, beside the registry's row: a copy that was put in its place may be of an earlier release,
 * and one made by `CREATE DATABASE ... TEMPLATE` has neither this comment nor any rights on the database. The comment lies
 * where all databases of a server are listed, so it is read and written without connecting to them.
 */
export function shapeComment(database: string, shape: string): string {
  return renderSql(`COMMENT ON DATABASE :"database" IS :'text'`, { database, text: textOf(shape) });
}

const textOf = (shape: string): string => `Aviary, shape ${shape}`;

/** The tenants whose row or whose database says that it is not as this release needs it. A missing database says nothing. */
export async function outOfShape(
  provisioner: Provisioner,
  control: pg.Client,
  services: readonly LogInstaller[],
): Promise<string[]> {
  const shape = shapeOf(provisioner, services);
  const { rows } = await control.query<Row>('SELECT name, "database", host, port, shape FROM control.tenants');
  const comments = await commentsOf(provisioner, control, rows);
  const asNeeded = ({ shape: told, database }: Row): boolean =>
    told === shape && (comments.get(database) ?? textOf(shape)) === textOf(shape);
  return rows.filter((row) => !asNeeded(row)).map(({ name }) => name);
}

/** By database: what it says; an empty text where it says nothing. */
async function commentsOf(
  provisioner: Provisioner,
  control: pg.Client,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, string>> {
  const servers = new Map<string, Server>();
  for (const { host, port } of rows) if (host !== null && port !== null) servers.set(`${host}:${port}`, { host, port });
  const read = async (client: pg.Client): Promise<[string, string][]> => {
    const { rows: found } = await client.query<{ datname: string; comment: string }>(
      `SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') AS comment FROM pg_database`,
    );
    return found.map(({ datname, comment }) => [datname, comment]);
  };
  const elsewhere = [...servers.values()].map((server) =>
    // While it is away, the registry's rows are all there is to go by.
    asProvisioner(provisioner, CONTROL_DATABASE, read, server).catch(() => []),
  );
  return new Map([...(await read(control)), ...(await Promise.all(elsewhere)).flat()]);
}
