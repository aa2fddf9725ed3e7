/** Avro schemas as the specification knows them, all of it: names made full, references resolved, so that a type may contain itself. */
export type Schema = Primitive | ArrayOf | MapOf | Union | Named;
export type Named = RecordOf | EnumOf | FixedOf;

export const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
export type PrimitiveName = (typeof PRIMITIVES)[number];

/** What a schema means beyond its bytes: `timestamp-millis`, `decimal(9, 2)`. */
export type Meaning = string;

export interface Primitive {
  readonly kind: PrimitiveName;
  readonly meaning?: Meaning;
}

export interface ArrayOf {
  readonly kind: 'array';
  readonly items: Schema;
}

export interface MapOf {
  readonly kind: 'map';
  readonly values: Schema;
}

export interface Union {
  readonly kind: 'union';
  readonly branches: readonly Exclude<Schema, Union>[];
}

interface Name {
  /** With its namespace: `aviary.tasks.TaskCreated`. */
  readonly name: string;
  /** Full names as well. */
  readonly aliases: readonly string[];
}

export interface RecordOf extends Name {
  readonly kind: 'record';
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: Schema;
  /** As JSON; absent where there is none, since null is a default. */
  readonly default?: unknown;
}

export interface EnumOf extends Name {
  readonly kind: 'enum';
  readonly symbols: readonly string[];
  /** What a reader takes a symbol for that it does not know. */
  readonly default?: string;
}

export interface FixedOf extends Name {
  readonly kind: 'fixed';
  /** Bytes. */
  readonly size: number;
  readonly meaning?: Meaning;
}

/** What is wrong at a place of a schema: `before.feeMin`; `tags[]` are the items of a list, `labels{}` the values of a map. */
export interface Problem {
  readonly path: string;
  /** A sentence without its full stop. */
  readonly reason: string;
}

export const isPrimitive = (schema: Schema): schema is Primitive =>
  (PRIMITIVES as readonly string[]).includes(schema.kind);

/** The name without its namespace. */
export const bareName = (fullName: string): string => fullName.slice(fullName.lastIndexOf('.') + 1);

/** One place below another; `[]` and `{}` stand behind what they are in without a dot. */
export const inField = (path: string, field: string): string =>
  path && !/^[[{]/.test(field) ? `${path}.${field}` : `${path}${field}`;

/** The type in the words of a sentence: `long`, `null | string`, `list of string`. */
export function describe(schema: Schema): string {
  if (isPrimitive(schema)) return schema.meaning ? `${schema.kind} (${schema.meaning})` : schema.kind;
  switch (schema.kind) {
    case 'array':
      return `list of ${describe(schema.items)}`;
    case 'map':
      return `map of ${describe(schema.values)}`;
    case 'union':
      return schema.branches.map(describe).join(' | ') || 'union of nothing';
    case 'record':
    case 'enum':
    case 'fixed':
      return `${schema.kind} ${bareName(schema.name)}`;
  }
}
