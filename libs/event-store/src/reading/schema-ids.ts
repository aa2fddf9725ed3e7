import { type Pool } from 'pg';

/** Under which id the schema registry knows a version of an event. */
export interface SchemaId {
  readonly event: string;
  readonly version: number;
  readonly id: number;
}

export async function rememberSchemaId(pool: Pool, schema: string, { event, version, id }: SchemaId): Promise<void> {
  await pool.query(`SELECT "${schema}".remember_schema_id($1, $2, $3)`, [event, version, id]);
}

export async function schemaIds(pool: Pool, schema: string): Promise<SchemaId[]> {
  const { rows } = await pool.query<SchemaId>(
    `SELECT event, version, registry_id AS id FROM "${schema}".schemas WHERE registry_id IS NOT NULL`,
  );
  return rows;
}
