/**
 * What a column of a view can be, and how its values stand in a row (TypeScript) and in PostgreSQL:
 *
 * | type      | row                         | PostgreSQL    |
 * |-----------|-----------------------------|---------------|
 * | `uuid`    | lower-case text             | `uuid`        |
 * | `text`    | text                        | `text`        |
 * | `long`    | whole number within ±2^53−1 | `bigint`      |
 * | `int`     | whole number within ±2^31   | `integer`     |
 * | `boolean` | boolean                     | `boolean`     |
 * | `instant` | epoch milliseconds          | `timestamptz` |
 * | `day`     | `YYYY-MM-DD`                | `date`        |
 * | `json`    | what JSON can carry         | `jsonb`       |
 * | `texts`   | list of texts               | `text[]`      |
 */
export type ColumnType = 'uuid' | 'text' | 'long' | 'int' | 'boolean' | 'instant' | 'day' | 'json' | 'texts';

/** The column types that can hold a value, null aside. */
type TypeFor<Value> = [Value] extends [boolean]
  ? 'boolean'
  : [Value] extends [number]
    ? 'long' | 'int' | 'instant'
    : [Value] extends [string]
      ? 'uuid' | 'text' | 'day'
      : [Value] extends [readonly string[]]
        ? 'texts' | 'json'
        : 'json';

/** How a column for such a value is declared: a member that can be null must say `nullable: true`, and only such a one. */
export type ColumnFor<Value> = null extends Value
  ? { readonly type: TypeFor<NonNullable<Value>>; readonly nullable: true }
  : TypeFor<Value> | { readonly type: TypeFor<Value>; readonly nullable?: false };

/** A column as the engine sees it. */
export interface Column {
  /** The member of the row, `assigneeId`. */
  readonly property: string;
  /** The column in SQL, `assignee_id`. */
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/** The PostgreSQL type of each column type. */
export const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  uuid: 'uuid',
  text: 'text',
  long: 'bigint',
  int: 'integer',
  boolean: 'boolean',
  instant: 'timestamptz',
  day: 'date',
  json: 'jsonb',
  texts: 'text[]',
};

/** Types whose equal values always have one form, so that a key of them names one row in memory and in the table. */
export const KEY_TYPES: ReadonlySet<ColumnType> = new Set<ColumnType>([
  'uuid',
  'text',
  'long',
  'int',
  'boolean',
  'instant',
  'day',
]);
