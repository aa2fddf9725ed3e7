import { type AvroField, type AvroRecord, isRecord, typeName, withoutNull } from './schema-file.js';

/**
 * Dotted paths of the personal fields of a body, in the order of the schema: `name`, `before.name`.
 * A record that is named again after its definition (`"type": ["null", "UserName"]`) is looked into again.
 */
export function personalFields(fields: readonly AvroField[], known = new Map<string, AvroRecord>()): string[] {
  return fields.flatMap((field) => {
    if (field.pii) return [field.name];
    const type = withoutNull(field.type);
    if (isRecord(type)) known.set(type.name, type);
    const record = isRecord(type) ? type : known.get(typeName(type).split('.').at(-1) ?? '');
    return record ? personalFields(record.fields, known).map((path) => `${field.name}.${path}`) : [];
  });
}
