import { canonicalJson } from '#libs/kernel';
import { inField } from '../avro/schema.js';

type Json = Readonly<Record<string, unknown>>;

/** Where two schemas begin to differ: the path, and the attribute there. */
export interface Difference {
  readonly path: string;
  /** `doc`, `default`, `type` …; undefined where a whole field is there in one of them only, or elsewhere. */
  readonly attribute?: string;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const same = (a: unknown, b: unknown): boolean => canonicalJson(a ?? null) === canonicalJson(b ?? null);

const below: Readonly<Record<string, string>> = { items: '[]', values: '{}' };

function inFields(a: readonly Json[], b: readonly Json[], path: string): Difference {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [before, after] = [a[at], b[at]];
    if (!before || !after || before.name !== after.name)
      return { path: inField(path, String((before ?? after)?.name)) };
    if (!same(before, after)) return inObjects(before, after, inField(path, String(before.name)));
  }
  return { path };
}

function inObjects(a: Json, b: Json, path: string): Difference {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const attribute = names.find((name) => !same(a[name], b[name]) || name in a !== name in b);
  if (attribute === undefined) return { path };
  const [before, after] = [a[attribute], b[attribute]];
  if (attribute === 'fields' && Array.isArray(before) && Array.isArray(after)) return inFields(before, after, path);
  const place = inField(path, below[attribute] ?? '');
  if (isObject(before) && isObject(after)) return inObjects(before, after, below[attribute] ? place : path);
  if (attribute === 'type' && Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    const at = before.findIndex((branch, index) => !same(branch, after[index]));
    if (isObject(before[at]) && isObject(after[at])) return inObjects(before[at], after[at], path);
  }
  return { path, attribute };
}

/** Where two schemas differ first, other than in the order of attributes; undefined if they say the same. */
export function difference(before: unknown, after: unknown): Difference | undefined {
  if (same(before, after)) return undefined;
  return isObject(before) && isObject(after) ? inObjects(before, after, '') : { path: '' };
}
