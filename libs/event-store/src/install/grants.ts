/** What a service may do to its own log besides reading it. */
const FUNCTIONS = [
  'append',
  'record_schemas',
  'remember_schema_id',
  'relay_advance',
  'relay_rewind',
  'life',
  'relay_compared',
  'open_epoch',
  'purge_idempotency_keys',
];

/** What it may read. */
const TABLES = ['head', 'events', 'schemas', 'idempotency_keys', 'reactions', 'checkpoints', 'epochs', 'relay'];

/**
 * The rights of a service's role in its log: to read, and to write through functions that know the rules. Everybody else
 * has none.
 */
export function grantsFor(schema: string, role: string): string {
  const tables = TABLES.map((table) => `"${schema}"."${table}"`).join(', ');
  const functions = FUNCTIONS.map((name) => `"${schema}"."${name}"`).join(', ');
  return `
    REVOKE ALL ON ALL TABLES IN SCHEMA "${schema}" FROM PUBLIC, "${role}";
    REVOKE ALL ON ALL ROUTINES IN SCHEMA "${schema}" FROM PUBLIC, "${role}";
    GRANT USAGE ON SCHEMA "${schema}" TO "${role}";
    GRANT SELECT ON ${tables} TO "${role}";
    GRANT EXECUTE ON ROUTINE ${functions} TO "${role}";
  `;
}
