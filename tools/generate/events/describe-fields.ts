import {
  type AvroField,
  type AvroRecord,
  type AvroType,
  isRecord,
  isUnion,
  logicalType,
  typeName,
  withoutNull,
} from '#libs/schemas';

/** A field as the catalogue tells it. */
export interface DescribedField {
  /** `before.feeMin`; `tags[]` are the items of a list. */
  readonly path: string;
  readonly type: string;
  readonly meaning: string;
  /** What a number or text counts or is, in few words; empty where the meaning says it all. */
  readonly unit: string;
  readonly isNullable: boolean;
  readonly isPersonal: boolean;
}

const MEANINGS: Readonly<Record<string, string>> = { uuid: 'UUID', 'timestamp-millis': 'milliseconds since 1970, UTC' };

/** In the order in which a doc is looked through for them. */
const UNITS: readonly (readonly [words: RegExp, unit: string])[] = [
  [/minor units/, 'minor units of the asset'],
  [/whole units/, 'whole units of the asset'],
  [/^(Number of decimals)/, 'decimals'],
  [/^(Number of|How many)/, 'count'],
  [/position/i, 'position'],
];

function unitOf({ type, doc = '', kind }: AvroField): string {
  const inner = withoutNull(type);
  const meaning = logicalType(inner);
  if (meaning !== undefined) return MEANINGS[meaning] ?? meaning;
  if (kind === 'id') return 'identifier';
  if (kind === 'time') return /YYYY-MM-DD/.test(doc) ? 'day' : 'time';
  return inner === 'long' ? (UNITS.find(([words]) => words.test(doc))?.[1] ?? 'number') : '';
}

/** `list of string`, `record UserName`, `string`. */
function typeWords(type: AvroType): string {
  const inner = withoutNull(type);
  if (isUnion(inner)) return inner.map(typeWords).join(' or ');
  if (typeof inner === 'object' && 'items' in inner) return `list of ${typeWords(inner.items)}`;
  if (typeof inner === 'object' && 'values' in inner) return `map of ${typeWords(inner.values)}`;
  if (isRecord(inner)) return inner.name;
  return typeName(inner).split('.').at(-1) ?? '';
}

const isNullable = (type: AvroType): boolean => isUnion(type) && type.includes('null');

function inner(type: AvroType, known: Map<string, AvroRecord>): { record: AvroRecord; suffix: string } | undefined {
  const own = withoutNull(type);
  const item = typeof own === 'object' && 'items' in own ? withoutNull(own.items) : own;
  if (isRecord(item)) known.set(item.name, item);
  const record = isRecord(item) ? item : known.get(typeName(item).split('.').at(-1) ?? '');
  return record && { record, suffix: item === own ? '' : '[]' };
}

/** All fields of a body in the order of its schema, those of records within behind the field that they are in. */
export function describeFields(fields: readonly AvroField[], known = new Map<string, AvroRecord>()): DescribedField[] {
  return fields.flatMap((field) => {
    const own: DescribedField = {
      path: field.name,
      type: typeWords(field.type),
      meaning: field.doc ?? '',
      unit: unitOf(field),
      isNullable: isNullable(field.type),
      isPersonal: field.pii === true,
    };
    const nested = inner(field.type, known);
    if (!nested) return [own];
    const below = describeFields(nested.record.fields, known);
    return [own, ...below.map((each) => ({ ...each, path: `${field.name}${nested.suffix}.${each.path}` }))];
  });
}

/** What a version says that the one before did not, in words; none for a first version. */
export function changesSince(before: readonly DescribedField[], now: readonly DescribedField[]): string[] {
  const old = new Map(before.map((field) => [field.path, field]));
  const gone = before.filter(({ path }) => !now.some((field) => field.path === path));
  const told = now.flatMap((field) => {
    const known = old.get(field.path);
    if (!known) return [`\`${field.path}\` is new: ${field.meaning}`];
    const [then, here] = [known, field].map(({ type, isNullable }) => (isNullable ? `${type} or null` : type));
    if (then !== here) return [`\`${field.path}\` is ${here}, and was ${then}.`];
    return known.meaning === field.meaning ? [] : [`\`${field.path}\` means: ${field.meaning}`];
  });
  return [...told, ...gone.map(({ path }) => `\`${path}\` is no longer said.`)];
}
