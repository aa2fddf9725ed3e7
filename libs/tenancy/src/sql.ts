import { readFileSync } from 'node:fs';
import pg from 'pg';

/** A list becomes the literal of a text array. */
export type SqlVariable = string | number | readonly string[];

function literal(value: SqlVariable): string {
  if (!Array.isArray(value)) return pg.escapeLiteral(String(value));
  const items = value.map((item: string) => `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  return pg.escapeLiteral(`{${items.join(',')}}`);
}

/**
 * Puts values into a text of SQL where PostgreSQL takes no parameters (`CREATE ROLE`, `DO`), in the notation of psql:
 * `:"owner"` is an identifier and `:'tenant'` a literal, both quoted here. (Other than psql it also looks inside of
 * dollar quotes, that is into the bodies of `DO`.)
 *
 * @throws Error when the text names a variable that was not given
 */
export function renderSql(text: string, variables: Readonly<Record<string, SqlVariable>>): string {
  return text.replace(/(?<!:):(["'])(\w+)\1/g, (_found, quote: string, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`the SQL text names a variable that was not given: ${name}`);
    return quote === '"' ? pg.escapeIdentifier(String(value)) : literal(value);
  });
}

/** The text of `sql/<name>.sql`. */
export function readSql(name: string): string {
  return readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8');
}
