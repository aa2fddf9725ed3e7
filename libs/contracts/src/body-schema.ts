import { type AvroRecord, type AvroType } from '#libs/schemas';

/** Not taken from `#libs/schemas`, of which a service that only reads and writes events would load all that judges them. */
export const isUnion = (type: AvroType): type is readonly AvroType[] => Array.isArray(type);

/** The same record without its first field, `meta`: what the log stores. */
export function bodySchema(record: AvroRecord): AvroRecord {
  return { ...record, fields: record.fields.slice(1) };
}
