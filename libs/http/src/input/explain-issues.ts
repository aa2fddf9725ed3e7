import { type FieldError } from '../problems/problem.js';

/** An issue as the Standard Schema knows it, with what zod adds. */
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string | undefined;
  readonly origin?: string | undefined;
  readonly expected?: string | undefined;
  readonly minimum?: number | bigint | undefined;
  readonly maximum?: number | bigint | undefined;
  readonly keys?: readonly string[] | undefined;
  readonly values?: readonly unknown[] | undefined;
  /** Given with `refine(…, { params: { code } })`. */
  readonly params?: { readonly code?: string } | undefined;
}

type Said = readonly [code: string, detail: string];

const MOST_ERRORS = 20;
const LONGEST_FIELD = 200;

const WORDS: Readonly<Record<string, string>> = { int: 'a whole number', array: 'a list', string: 'text' };

const article = (word = 'something else'): string => WORDS[word] ?? (/^[aeio]/.test(word) ? `an ${word}` : `a ${word}`);

function wrongType(field: string, { expected }: Issue, value: unknown): Said {
  return value === undefined
    ? ['required', `${field} is required.`]
    : ['wrong-type', `${field} must be ${article(expected)}.`];
}

function tooSmall(field: string, { origin, minimum }: Issue): Said {
  if (origin === 'string')
    return minimum === 1
      ? ['required', `${field} must not be empty.`]
      : ['too-short', `${field} must have at least ${minimum} characters.`];
  if (origin === 'array' || origin === 'set') return ['too-few', `${field} must have at least ${minimum} items.`];
  return ['too-small', `${field} must be at least ${minimum}.`];
}

function tooBig(field: string, { origin, maximum }: Issue): Said {
  if (origin === 'string') return ['too-long', `${field} must have at most ${maximum} characters.`];
  if (origin === 'array' || origin === 'set') return ['too-many', `${field} must have at most ${maximum} items.`];
  return ['too-big', `${field} must be at most ${maximum}.`];
}

function say(field: string, issue: Issue, value: unknown): Said {
  switch (issue.code ?? '') {
    case 'invalid_type':
    case 'invalid_union':
      return wrongType(field, issue, value);
    case 'too_small':
      return tooSmall(field, issue);
    case 'too_big':
      return tooBig(field, issue);
    case 'invalid_value':
      return value === undefined
        ? ['required', `${field} is required.`]
        : ['not-allowed', `${field} must be one of ${(issue.values ?? []).map(String).join(', ')}.`];
    case 'invalid_format':
      return ['wrong-format', sentence(field, issue.message, 'is not of the form asked for')];
    case 'custom':
      return [issue.params?.code ?? 'invalid-value', sentence(field, issue.message, 'is not a valid value')];
    default:
      return ['invalid-value', `${field} is not a valid value.`];
  }
}

/** Schemas of ours bring a message that goes on after the field's name; zod's own begin with `Invalid`. */
function sentence(field: string, message: string, otherwise: string): string {
  return `${field} ${message.startsWith('Invalid') ? otherwise : message}.`;
}

function keysOf(issue: Issue): PropertyKey[] {
  return (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
}

function valueAt(value: unknown, keys: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of keys) {
    if (current === null || typeof current !== 'object' || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

const nameField = (keys: readonly PropertyKey[], whole: string): string =>
  (keys.length === 0 ? whole : keys.map(String).join('.')).slice(0, LONGEST_FIELD);

function explain(issue: Issue, value: unknown, whole: string): FieldError[] {
  const keys = keysOf(issue);
  if (issue.code === 'unrecognized_keys')
    return (issue.keys ?? []).slice(0, MOST_ERRORS).map((key) => {
      const field = nameField([...keys, key], whole);
      return { field, code: 'unknown-field', detail: `${field} is not a field here.` };
    });
  const field = nameField(keys, whole);
  const [code, detail] = say(field, issue, valueAt(value, keys));
  return [{ field, code, detail }];
}

/**
 * Says what is wrong in our own words and with our own codes, which stay when the validator changes.
 *
 * @param whole what the value as a whole is called (`body`, `id`)
 * @returns at most twenty errors, in the order in which the schema names its fields, unknown ones last
 */
export function explainIssues(issues: readonly Issue[], value: unknown, whole: string): FieldError[] {
  return issues
    .slice(0, MOST_ERRORS)
    .flatMap((issue) => explain(issue, value, whole))
    .slice(0, MOST_ERRORS);
}
