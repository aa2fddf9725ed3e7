import { bareName, type Named, type RecordOf, type Field, type Schema } from '../avro/schema.js';

/** Reader → writers that are read as it without loss of form (Avro specification, Schema Resolution). */
const PROMOTED: Readonly<Record<string, readonly string[]>> = {
  long: ['int'],
  float: ['int', 'long'],
  double: ['int', 'long', 'float'],
  string: ['bytes'],
  bytes: ['string'],
};

export const isPromoted = (reader: Schema, writer: Schema): boolean =>
  PROMOTED[reader.kind]?.includes(writer.kind) ?? false;

/** By the name without its namespace, as the specification has it, or by a full alias of the reader. */
export const sameName = (reader: Named, writer: Named): boolean =>
  bareName(reader.name) === bareName(writer.name) || reader.aliases.includes(writer.name);

/**
 * Whether two schemas match in the specification's sense, which does not look into records and enums: a reader's union takes
 * its first branch that matches, and no other even if that one then fails.
 */
export function matches(reader: Schema, writer: Schema): boolean {
  if (reader.kind === 'union' || writer.kind === 'union') return true;
  if (reader.kind === 'array' && writer.kind === 'array') return matches(reader.items, writer.items);
  if (reader.kind === 'map' && writer.kind === 'map') return matches(reader.values, writer.values);
  if (reader.kind === 'fixed' && writer.kind === 'fixed')
    return reader.size === writer.size && sameName(reader, writer);
  if ('name' in reader && 'name' in writer) return reader.kind === writer.kind && sameName(reader, writer);
  return reader.kind === writer.kind || isPromoted(reader, writer);
}

/** The writer's fields that a reader's field is filled from: by its name or an alias. More than one is one too many. */
export const sourcesOf = ({ name, aliases }: Field, writer: RecordOf): Field[] =>
  writer.fields.filter((field) => field.name === name || aliases.includes(field.name));
