/** Avro schemas as far as events use them; that they use no more is proven when they are generated from. */
export type AvroType =
  | string
  | readonly AvroType[]
  | AvroRecord
  | { readonly type: 'array'; readonly items: AvroType }
  | { readonly type: 'map'; readonly values: AvroType }
  | { readonly type: string; readonly logicalType: string };

export interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  readonly default?: unknown;
}

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly namespace?: string;
  readonly fields: readonly AvroField[];
}

export const isUnion = (type: AvroType): type is readonly AvroType[] => Array.isArray(type);

/** The same record without its first field, `meta`: what the log stores. */
export function bodySchema(record: AvroRecord): AvroRecord {
  return { ...record, fields: record.fields.slice(1) };
}
