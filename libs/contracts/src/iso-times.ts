import { type AvroRecord, type AvroType } from '#libs/schemas';
import { bodySchema, isUnion } from './body-schema.js';
import { type EventType } from './event-type.js';

/** Answers the value with each moment in it written otherwise; the very same value where there is none. */
type Rewrite = (value: unknown) => unknown;

const asIs: Rewrite = (value) => value;
const toText: Rewrite = (value) => (typeof value === 'number' ? new Date(value).toISOString() : value);
const toMillis: Rewrite = (value) => (typeof value === 'string' ? Date.parse(value) : value);

/**
 * A body as people and other programs read it: each moment as ISO 8601 in UTC, wherever it stands. Epoch milliseconds are
 * for code, which has the types to know them by; in JSON they are only long numbers.
 *
 * @param type the version in whose shape the body is: that of a decoded one is the newest
 */
export const withIsoTimes = (type: EventType, body: object): object => rewriterOf(type, toText)(body) as object;

/** The way back: the body as the schema has it. */
export const withEpochTimes = (type: EventType, body: object): object => rewriterOf(type, toMillis)(body) as object;

const rewriters = new Map([toText, toMillis].map((moment) => [moment, new WeakMap<EventType, Rewrite>()]));

function rewriterOf(type: EventType, moment: Rewrite): Rewrite {
  const known = rewriters.get(moment)?.get(type);
  if (known) return known;
  const rewrite = rewriteOf(bodySchema(JSON.parse(type.schema) as AvroRecord), { moment, named: new Map() });
  rewriters.get(moment)?.set(type, rewrite);
  return rewrite;
}

interface Rewriting {
  readonly moment: Rewrite;
  /** Records that were met so far. */
  readonly named: Map<string, Rewrite>;
}

function rewriteOf(type: AvroType, rewriting: Rewriting): Rewrite {
  if (isUnion(type)) return rewriteOf(type.find((branch) => branch !== 'null') ?? 'null', rewriting);
  if (typeof type === 'string') return rewriting.named.get(type.split('.').at(-1) ?? '') ?? asIs;
  if ('fields' in type) return ofRecord(type, rewriting);
  if ('items' in type) return ofItems(rewriteOf(type.items, rewriting));
  if ('values' in type) return ofValues(rewriteOf(type.values, rewriting));
  return type.logicalType === 'timestamp-millis' ? rewriting.moment : asIs;
}

function ofRecord({ name, fields }: AvroRecord, rewriting: Rewriting): Rewrite {
  const own = fields.map((field) => [field.name, rewriteOf(field.type, rewriting)] as const);
  const changing = new Map(own.filter(([, rewrite]) => rewrite !== asIs));
  const rewrite = changing.size === 0 ? asIs : ofMembers((member) => changing.get(member) ?? asIs);
  rewriting.named.set(name, rewrite);
  return rewrite;
}

const ofItems = (rewrite: Rewrite): Rewrite =>
  rewrite === asIs ? asIs : (value) => (Array.isArray(value) ? value.map(rewrite) : value);

const ofValues = (rewrite: Rewrite): Rewrite => (rewrite === asIs ? asIs : ofMembers(() => rewrite));

const ofMembers =
  (rewriteFor: (member: string) => Rewrite): Rewrite =>
  (value) =>
    value === null || typeof value !== 'object'
      ? value
      : Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, rewriteFor(member)(inner)]));
