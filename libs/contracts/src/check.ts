import { MAX_AMOUNT } from '#libs/kernel';
import { type AvroRecord, type AvroType } from '#libs/schemas';
import { isUnion } from './body-schema.js';

/** Says what is wrong with a value by calling `fail` with the path of the field; throws what `fail` throws. */
export type Check = (value: unknown, path: string, fail: Fail) => void;
export type Fail = (path: string, problem: string) => never;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
/** The years 1 to 9999, which readers in every language can hold (milliseconds since 1970). */
const [FIRST_MOMENT, LAST_MOMENT] = [-62_135_596_800_000, 253_402_300_799_999];

const when =
  (holds: (value: unknown) => boolean, problem: string): Check =>
  (value, path, fail) => {
    if (!holds(value)) fail(path, problem);
  };

const within = (low: number, high: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= low && (value as number) <= high;

const isText = (value: unknown): value is string => typeof value === 'string' && !LONE_SURROGATE.test(value);

const primitives: Readonly<Record<string, Check>> = {
  null: when((value) => value === null, 'must be null'),
  boolean: when((value) => typeof value === 'boolean', 'must be true or false'),
  int: when(within(-(2 ** 31), 2 ** 31 - 1), 'must be a whole number of 32 bits'),
  long: when(within(-MAX_AMOUNT, MAX_AMOUNT), `must be a whole number within ±${MAX_AMOUNT}`),
  string: when(isText, 'must be a text without lone surrogates'),
};

const logical: Readonly<Record<string, Check>> = {
  uuid: when((value) => isText(value) && UUID.test(value), 'must be a UUID in lower case'),
  'timestamp-millis': when(within(FIRST_MOMENT, LAST_MOMENT), 'must be a time in UTC milliseconds, years 1 to 9999'),
};

const at = (path: string, name: string | number): string => (path ? `${path}.${name}` : `${name}`);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkRecord(schema: AvroRecord, named: Map<string, Check>): Check {
  const fields = schema.fields.map(({ name, type }) => ({ name, check: checkOf(type, named) }));
  const names = new Set(fields.map(({ name }) => name));
  const check: Check = (value, path, fail) => {
    if (!isObject(value)) return fail(path, 'must be an object');
    for (const key of Object.keys(value)) if (!names.has(key)) fail(at(path, key), 'is no field of the schema');
    for (const { name, check: checkField } of fields) {
      // Stated even when null: what is read back is then exactly what was written.
      if (value[name] === undefined) fail(at(path, name), 'is missing');
      checkField(value[name], at(path, name), fail);
    }
  };
  named.set(schema.name, check);
  return check;
}

function checkItems(items: Check): Check {
  return (value, path, fail) => {
    if (!Array.isArray(value)) return fail(path, 'must be a list');
    for (let i = 0; i < value.length; i++) items(value[i], at(path, i), fail);
  };
}

function checkMap(values: Check): Check {
  return (value, path, fail) => {
    if (!isObject(value)) return fail(path, 'must be an object');
    for (const key of Object.keys(value)) values(value[key], at(path, key), fail);
  };
}

function checkUnion(types: readonly AvroType[], named: Map<string, Check>): Check {
  const [first, second] = types;
  if (types.length !== 2 || first !== 'null' || second === undefined)
    throw new Error(`A union other than with null is not supported: ${JSON.stringify(types)}`);
  const check = checkOf(second, named);
  return (value, path, fail) => {
    if (value !== null) check(value, path, fail);
  };
}

/**
 * Compiles a schema into a check that is stricter than Avro: every field stated, none unknown, UUIDs and times well
 * formed, numbers exact, texts valid Unicode. Values that pass are written and read back the same.
 *
 * @throws Error if the schema uses what events do not
 */
export function checkOf(type: AvroType, named = new Map<string, Check>()): Check {
  if (isUnion(type)) return checkUnion(type, named);
  if (typeof type === 'string') {
    const known = primitives[type] ?? named.get(type.split('.').at(-1) ?? '');
    if (!known) throw new Error(`Unknown type in a schema: ${type}`);
    return known;
  }
  if ('fields' in type) return checkRecord(type, named);
  if ('items' in type) return checkItems(checkOf(type.items, named));
  if ('values' in type) return checkMap(checkOf(type.values, named));
  return logical[type.logicalType] ?? checkOf(type.type, named);
}
