import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { decodeValue } from './codec.js';
import { type Column, type ColumnType } from './columns.js';
import { type Fact } from '#libs/kernel';
import { type Projection } from './projection.js';
import { type Table } from './table.js';

const TYPEORM_TYPES: Readonly<Record<ColumnType, EntitySchemaColumnOptions['type']>> = {
  uuid: 'uuid',
  text: 'text',
  long: 'bigint',
  int: 'integer',
  boolean: 'boolean',
  instant: 'timestamptz',
  day: 'date',
  json: 'jsonb',
  texts: 'text',
};

const entities = new WeakMap<Table, EntitySchema<object>>();

/** The entity of a view's table, for queries by TypeORM: rows as the fold made them. Nothing writes through it. */
export function entityOf<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
): EntitySchema<Row> {
  return entityOfTable(projection.table) as EntitySchema<Row>;
}

/**
 * The entity of a view's lines.
 *
 * @throws Error when the view has none
 */
export function linesEntityOf<Row extends object, Event extends Fact, Key extends object, Line extends object>(
  projection: Projection<Row, Event, Key, Line>,
): EntitySchema<Line> {
  if (!projection.lines) throw new Error(`${projection.id} has no lines.`);
  return entityOfTable(projection.lines) as EntitySchema<Line>;
}

/** The entities of all tables of the views. */
export function entitiesOf(projections: readonly Projection[]): EntitySchema<object>[] {
  return projections.flatMap(({ table, lines }) => (lines ? [table, lines] : [table])).map(entityOfTable);
}

function entityOfTable(table: Table): EntitySchema<object> {
  let entity = entities.get(table);
  if (!entity) {
    const columns = table.columns.map((column) => [column.property, optionsOf(column, table.key.includes(column))]);
    entity = new EntitySchema<object>({
      name: `${table.schema}.${table.name}`,
      schema: table.schema,
      tableName: table.name,
      synchronize: false,
      columns: Object.fromEntries(columns) as Record<string, EntitySchemaColumnOptions>,
    });
    entities.set(table, entity);
  }
  return entity;
}

function optionsOf(column: Column, primary: boolean): EntitySchemaColumnOptions {
  const { name, type, nullable } = column;
  const options = { name, type: TYPEORM_TYPES[type], primary, nullable, array: type === 'texts' };
  if (type !== 'instant' && type !== 'long') return options;
  const to = (value: unknown) => (type === 'instant' && typeof value === 'number' ? new Date(value) : value);
  return { ...options, transformer: { from: (value: unknown) => decodeValue(column, value ?? null), to } };
}
