import { describe, isPrimitive, type Problem, type RecordOf, type Schema, inField } from './schema.js';

const LONG = 2 ** 63;
const INT = 2 ** 31;

const isWhole = (value: unknown, bound: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= -bound && value < bound;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Bytes as a schema writes them: a text of code points up to 255. */
const isBytes = (value: unknown): value is string =>
  typeof value === 'string' && Buffer.from(value, 'latin1').toString('latin1') === value;

const holds: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  int: (value) => isWhole(value, INT),
  long: (value) => isWhole(value, LONG),
  float: (value) => typeof value === 'number',
  double: (value) => typeof value === 'number',
  bytes: isBytes,
  string: (value) => typeof value === 'string',
};

function inRecord(record: RecordOf, value: Readonly<Record<string, unknown>>): Problem | undefined {
  for (const { name, type, ...field } of record.fields) {
    if (!Object.hasOwn(value, name)) {
      if ('default' in field) continue;
      return { path: name, reason: `the default does not say it, and it has none of its own` };
    }
    const problem = defaultProblem(type, value[name]);
    if (problem) return { path: problem.path ? inField(name, problem.path) : name, reason: problem.reason };
  }
  return undefined;
}

function first(values: readonly unknown[], type: Schema, place: string): Problem | undefined {
  for (const value of values) {
    const problem = defaultProblem(type, value);
    if (problem) return { path: problem.path ? inField(place, problem.path) : place, reason: problem.reason };
  }
  return undefined;
}

/**
 * Why a value, as a schema's JSON writes it, is no default of a type; undefined if it is one. Of a union any branch will do
 * (Avro specification 1.12, Unions: it "must match with one element of the union"; before, it had to be the first).
 */
export function defaultProblem(type: Schema, value: unknown): Problem | undefined {
  const wrong: Problem = { path: '', reason: `the default ${JSON.stringify(value)} is no ${describe(type)}` };
  if (isPrimitive(type)) return holds[type.kind]?.(value) ? undefined : wrong;
  switch (type.kind) {
    case 'union':
      return type.branches.some((branch) => !defaultProblem(branch, value)) ? undefined : wrong;
    case 'array':
      return Array.isArray(value) ? first(value, type.items, '[]') : wrong;
    case 'map':
      return isObject(value) ? first(Object.values(value), type.values, '{}') : wrong;
    case 'record':
      return isObject(value) ? inRecord(type, value) : wrong;
    case 'enum':
      return type.symbols.includes(value as string) ? undefined : wrong;
    case 'fixed':
      return isBytes(value) && value.length === type.size ? undefined : wrong;
  }
}
