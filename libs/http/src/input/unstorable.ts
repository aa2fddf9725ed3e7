import { type FieldError } from '../problems/problem.js';

/** A NUL character, which PostgreSQL cannot hold, or half of a surrogate pair, which is no text in any encoding. */
const NO_TEXT = /[\0\p{Surrogate}]/u;

/** Keys that would reach an object's prototype. */
const POISON = new Set(['__proto__']);

const MOST_ERRORS = 20;

type Step = readonly [value: unknown, path: string];

function checkLeaf(value: unknown, field: string): FieldError | undefined {
  if (typeof value === 'string' && NO_TEXT.test(value))
    return { field, code: 'invalid-text', detail: `${field} holds a NUL character or half a surrogate pair.` };
  if (typeof value !== 'number') return undefined;
  // JSON has no bounds, our numbers do: 1e999 would be read as infinite, 2^53 + 1 as its neighbour.
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    return { field, code: 'out-of-range', detail: `${field} is a number that cannot be held exactly.` };
  return undefined;
}

function checkKey(key: string, parent: string): FieldError | undefined {
  const field = parent === '' ? parent : `${parent}.`;
  if (POISON.has(key)) return { field: `${field}${key}`, code: 'unknown-field', detail: `${key} is not a field.` };
  if (!NO_TEXT.test(key)) return undefined;
  const detail = 'The name of a field holds a NUL character or half a surrogate pair.';
  return { field: parent === '' ? 'body' : parent, code: 'invalid-text', detail };
}

/**
 * Finds what no schema needs to think of: text and numbers that cannot be stored or sent on as they are, wherever they
 * stand. Goes through the value without recursion.
 *
 * @param name what the value as a whole is called, if it is a single one (`body`, `limit`)
 * @returns at most twenty errors
 */
export function findUnstorable(value: unknown, name = ''): FieldError[] {
  const errors: FieldError[] = [];
  const steps: Step[] = [[value, name]];
  while (steps.length > 0 && errors.length < MOST_ERRORS) {
    const [current, path] = steps.pop() as Step;
    if (current === null || typeof current !== 'object') {
      const error = checkLeaf(current, path === '' ? 'body' : path);
      if (error !== undefined) errors.push(error);
      continue;
    }
    // From the last to the first, since the first is popped first.
    const members = Object.entries(current);
    for (let at = members.length - 1; at >= 0; at--) {
      const [key, member] = members[at] as [string, unknown];
      const error = checkKey(key, path);
      if (error === undefined) steps.push([member, path === '' ? key : `${path}.${key}`]);
      else errors.push(error);
    }
  }
  return errors.slice(0, MOST_ERRORS);
}
