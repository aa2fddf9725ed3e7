import { encodeValue, memberOf } from './codec.js';
import { type Column, type ColumnFor, type ColumnType, KEY_TYPES } from './columns.js';
import { isIdentifier, MAX_IDENTIFIER, quoted, snakeCase } from './names.js';

/** A table as a definition states it: one column for each member of the row. */
export interface TableDefinition<Row extends object, KeyName extends keyof Row & string = keyof Row & string> {
  readonly columns: { readonly [Member in keyof Row]-?: ColumnFor<Row[Member]> };
  /** The members that name a row, in the order of the index. */
  readonly primaryKey: readonly KeyName[];
  /** Members of further indexes, each in its order. None is unique: a fold never fails for another row's sake. */
  readonly indexes?: readonly (readonly (keyof Row & string)[])[];
}

/** A table as the engine sees it. */
export class Table {
  constructor(
    /** The service, which is also the schema in SQL. */
    readonly schema: string,
    /** `<view>_v<version>` */
    readonly name: string,
    readonly columns: readonly Column[],
    readonly key: readonly Column[],
    readonly indexes: readonly (readonly Column[])[],
  ) {}

  /**
   * The primary key of a row, or a key that a projection named, as one text: equal keys give equal text.
   *
   * @throws Error when a member of the key is absent
   */
  keyText(keyed: object): string {
    const [only] = this.key;
    if (only && this.key.length === 1) return keyPart(keyed, only);
    return JSON.stringify(this.key.map((column) => keyPart(keyed, column)));
  }

  /** Only the members of the primary key. */
  keyOf(keyed: object): object {
    return Object.fromEntries(this.key.map(({ property }) => [property, memberOf(keyed, property)]));
  }

  /**
   * Returns the row if it has a fitting value for every column and no other member.
   *
   * @throws Error naming the first member that is wrong
   */
  checked<Row extends object>(row: Row): Row {
    for (const column of this.columns) encodeValue(column, memberOf(row, column.property));
    const stranger = Object.keys(row).find((member) => !this.columns.some(({ property }) => property === member));
    if (stranger !== undefined) throw new Error(`${this.schema}.${this.name} has no column for "${stranger}"`);
    return row;
  }
}

function keyPart(keyed: object, { property }: Column): string {
  const value = memberOf(keyed, property) as string | number | boolean | null | undefined;
  if (value === undefined || value === null) throw new Error(`the key's member "${property}" is absent`);
  return String(value);
}

/** The table's name in SQL, with its schema, quoted. */
export function qualified(table: Table): string {
  return `${quoted(table.schema)}.${quoted(table.name)}`;
}

/**
 * The name of a view's table for SQL of one's own, with its schema, quoted: `"accounting"."accounts_v1"`.
 */
export function tableName(projection: { readonly table: Table }): string {
  return qualified(projection.table);
}

/**
 * The same of its lines.
 *
 * @throws Error when the view has none
 */
export function linesTableName({ id, lines }: { readonly id: string; readonly lines: Table | undefined }): string {
  if (!lines) throw new Error(`${id} has no lines.`);
  return qualified(lines);
}

type AnyColumn = ColumnType | { readonly type: ColumnType; readonly nullable?: boolean };

/** Leaves room for what the engine appends: to name an index of a table beside (see `beside.ts`), as in `_previous_i1`. */
const LONGEST_NAME = MAX_IDENTIFIER - 12;

/** @throws Error when the definition cannot become a table */
export function tableOf<Row extends object>(
  schema: string,
  name: string,
  definition: TableDefinition<Row, never> | TableDefinition<Row>,
): Table {
  const where = `The table ${schema}.${name}`;
  if (!isIdentifier(schema) || !isIdentifier(name) || name.length > LONGEST_NAME)
    throw new Error(`${where}: names are lower-case words joined by "_", at most ${LONGEST_NAME} characters.`);
  const columns = Object.entries<AnyColumn>(definition.columns).map(([property, column]) => columnOf(property, column));
  const named = (property: string): Column => {
    const column = columns.find((one) => one.property === property);
    if (!column) throw new Error(`${where} has no column "${property}".`);
    return column;
  };
  if (new Set(columns.map((column) => column.name)).size < columns.length)
    throw new Error(`${where} has two columns of the same name in SQL.`);
  const key = definition.primaryKey.map(named);
  if (key.length === 0) throw new Error(`${where} has no primary key.`);
  const unfit = key.find((column) => column.nullable || !KEY_TYPES.has(column.type));
  if (unfit) throw new Error(`${where}: "${unfit.property}" cannot be part of the primary key.`);
  const indexes = (definition.indexes ?? []).map((members) => members.map(named));
  return new Table(schema, name, columns, key, indexes);
}

function columnOf(property: string, column: AnyColumn): Column {
  const { type, nullable = false } = typeof column === 'string' ? { type: column } : column;
  return { property, name: snakeCase(property), type, nullable };
}
