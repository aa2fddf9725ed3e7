import {
  type AvroField,
  type AvroRecord,
  type AvroType,
  isRecord,
  isUnion,
  typeName,
  withoutNull,
} from '#libs/schemas';

const primitives: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  string: 'string',
};

/** The type as TypeScript writes it: a uuid is a string, a time is a number of milliseconds, a long is a number. */
export function typeScriptOf(type: AvroType): string {
  if (isUnion(type)) {
    const branches = type.map(typeScriptOf);
    return [...branches.filter((branch) => branch !== 'null'), ...branches.filter((branch) => branch === 'null')].join(
      ' | ',
    );
  }
  if (typeof type === 'string') return primitives[type] ?? type.split('.').at(-1) ?? type;
  if (isRecord(type)) return type.name;
  if ('items' in type) return `readonly (${typeScriptOf(type.items)})[]`;
  if ('values' in type) return `Readonly<Record<string, ${typeScriptOf(type.values)}>>`;
  return primitives[type.type] ?? typeName(type);
}

const comment = (doc: string | undefined): string => (doc ? `/** ${doc.replaceAll('*/', '* /')} */\n` : '');

function fieldOf(field: AvroField): string {
  const note = field.pii ? ' Personal: sealed, and null once the person is erased.' : '';
  return `${comment(`${field.doc ?? ''}${note}`)}readonly ${field.name}: ${typeScriptOf(field.type)};`;
}

/** An interface with its doc comments; not yet formatted. */
export function interfaceOf(name: string, doc: string | undefined, fields: readonly AvroField[]): string {
  return `${comment(doc)}export interface ${name} {\n${fields.map(fieldOf).join('\n')}\n}`;
}

/** The records that a body's fields define inside themselves, innermost first. */
export function nestedRecords(fields: readonly AvroField[]): AvroRecord[] {
  return fields.flatMap((field) => {
    const type = withoutNull(field.type);
    const inner = typeof type === 'object' && 'items' in type ? withoutNull(type.items) : type;
    return isRecord(inner) ? [...nestedRecords(inner.fields), inner] : [];
  });
}
