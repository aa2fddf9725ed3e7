import { isDeepStrictEqual } from 'node:util';
import { inField, type Problem } from '../avro/schema.js';
import {
  type AvroField,
  type AvroType,
  isRecord,
  isUnion,
  logicalType,
  typeName,
  withoutNull,
} from '../schema-file.js';

const NAME = /^[a-z][A-Za-z0-9]*$/;
const simple = new Set(['boolean', 'long', 'string']);
const logical: Readonly<Record<string, string>> = { uuid: 'string', 'timestamp-millis': 'long' };

/** Why types that Avro has are not used, where that is not plain. */
const refused: Readonly<Record<string, string>> = {
  int: 'integers are long: an int could never grow',
  enum: 'open sets are strings: an enum breaks readers that do not know its newest member',
  float: 'amounts are integers in minor units',
  double: 'amounts are integers in minor units',
  'aviary.Meta': 'a body names no type of meta',
  Meta: 'a body names no type of meta',
};

/** What keeps a type out of a body; undefined if nothing does. `known` has the records that were defined before. */
function typeProblem(type: AvroType, known: ReadonlySet<string>): string | undefined {
  if (isUnion(type)) return 'a union is of null, written first, and one other type';
  const name = typeName(type);
  if (refused[name]) return refused[name];
  const meaning = logicalType(type);
  if (meaning !== undefined && logical[meaning] !== name) return `${meaning} is not a meaning of ${name} that is used`;
  if (typeof type === 'object' && 'items' in type) return typeProblem(type.items, known);
  if (typeof type === 'object' && 'values' in type) return typeProblem(type.values, known);
  return isRecord(type) || simple.has(name) || known.has(name) ? undefined : `${name} is no type that is used`;
}

const isEssential = ({ type, kind }: AvroField): boolean =>
  logicalType(type) !== undefined || type === 'long' || (type === 'string' && kind !== undefined);

/** All but ids, amounts and times may become unknown one day, without a new event. */
function nullability(field: AvroField): string | undefined {
  const { type } = field;
  if (isUnion(type))
    return isDeepStrictEqual(field.default, null) && type[0] === 'null' && type.length === 2
      ? undefined
      : 'it must be a union of null and one other type, with default null';
  if (typeof type === 'object' && 'items' in type)
    return isDeepStrictEqual(field.default, []) ? undefined : 'a list must have the default []';
  if (typeof type === 'object' && 'values' in type)
    return isDeepStrictEqual(field.default, {}) ? undefined : 'a map must have the default {}';
  if (!isEssential(field)) return 'only ids, amounts and times are without null: make it nullable, or say its kind';
  return 'default' in field ? 'an id, amount or time has no default' : undefined;
}

function kindProblem({ type, kind }: AvroField): string | undefined {
  if (kind === undefined) return undefined;
  return type === 'string' && ['id', 'time'].includes(kind)
    ? undefined
    : 'kind is id or time, and only on a string: uuid, timestamp-millis and long speak for themselves';
}

/**
 * Checks the fields of a body, and of the records in it.
 *
 * @param namespace of the event, which the records in its body share
 */
export function lintFields(fields: readonly AvroField[], namespace: string, known = new Set<string>()): Problem[] {
  return fields.flatMap((field) => {
    const inner = withoutNull(field.type);
    const item = typeof inner === 'object' && 'items' in inner ? withoutNull(inner.items) : inner;
    const own = [
      NAME.test(field.name) ? undefined : 'a field is named in camelCase',
      field.doc ? undefined : 'the field needs a doc',
      typeProblem(inner, known),
      nullability(field),
      kindProblem(field),
    ].filter((reason) => reason !== undefined);
    if (isRecord(item) && !item.doc) own.push('the record needs a doc');
    if (isRecord(item) && (item.namespace ?? namespace) !== namespace) own.push(`the record must be in ${namespace}`);
    const problems = own.map((reason) => ({ path: field.name, reason }));
    if (!isRecord(item)) return problems;
    const nested = lintFields(item.fields, namespace, known).map(({ path, reason }) => ({
      path: inField(field.name, path),
      reason,
    }));
    known.add(item.name).add(`${namespace}.${item.name}`);
    return [...problems, ...nested];
  });
}
