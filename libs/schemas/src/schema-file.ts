/** Avro schemas as far as the schemas of events use them, with the attributes of our own. */

export interface AvroField {
  readonly name: string;
  readonly doc?: string;
  readonly type: AvroType;
  readonly default?: unknown;
  /** Personal: stored and shipped as ciphertext under the person's own key. */
  readonly pii?: boolean;
  /** Why a text may be without null: it identifies something, or tells a day or a wall-clock time. */
  readonly kind?: 'id' | 'time';
}

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly namespace?: string;
  readonly doc?: string;
  /** Name of the body's field with the UUID of the person whose data the pii fields are. */
  readonly piiSubject?: string;
  readonly fields: readonly AvroField[];
}

export type AvroType =
  | string
  | readonly AvroType[]
  | AvroRecord
  | { readonly type: 'array'; readonly items: AvroType }
  | { readonly type: 'map'; readonly values: AvroType }
  | { readonly type: string; readonly logicalType: string };

export const isUnion = (type: AvroType): type is readonly AvroType[] => Array.isArray(type);

export const isRecord = (type: AvroType): type is AvroRecord =>
  typeof type === 'object' && !isUnion(type) && type.type === 'record';

/** The type's name as a schema writes it: `long`, `array`, `record`, or the name of a record defined before. */
export function typeName(type: AvroType): string {
  if (typeof type === 'string') return type;
  return isUnion(type) ? 'union' : type.type;
}

/** `uuid`, `timestamp-millis` or undefined. */
export function logicalType(type: AvroType): string | undefined {
  return typeof type === 'object' && 'logicalType' in type ? type.logicalType : undefined;
}

/** The branch beside null, or the type itself where it is no union with null. */
export function withoutNull(type: AvroType): AvroType {
  if (!isUnion(type)) return type;
  const rest = type.filter((branch) => branch !== 'null');
  return rest.length === 1 && rest[0] !== undefined ? rest[0] : type;
}

/** A file `schemas/<service>/<event>/<version>.avsc`, one version of one event, not looked into. */
export interface SchemaText {
  /** Its path within `schemas/`. */
  readonly file: string;
  readonly service: string;
  readonly event: string;
  readonly version: number;
  /** The file as it is. */
  readonly text: string;
}

/** A file that holds a valid record. */
export interface SchemaFile extends SchemaText {
  readonly schema: AvroRecord;
}

/** What an event is called among all: `tasks.TaskCreated`. */
export const eventName = ({ service, event }: Pick<SchemaText, 'service' | 'event'>): string => `${service}.${event}`;

/** The fields after `meta`. */
export const bodyFields = (schema: AvroRecord): readonly AvroField[] => schema.fields.slice(1);
