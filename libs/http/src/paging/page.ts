import { z, type ZodType } from 'zod';
import { invalid, type JsonValue } from '#libs/kernel';
import { wholeNumber } from '../input/fields.js';
import { findUnstorable } from '../input/unstorable.js';

const DEFAULT_LIMIT = 50;
const MOST = 200;
const LONGEST_CURSOR = 1_000;

/** How many items a list answers at most. */
export const limit = wholeNumber(1, MOST)
  .default(DEFAULT_LIMIT)
  .meta({
    type: 'integer',
    minimum: 1,
    maximum: MOST,
    description: `How many items at most; ${DEFAULT_LIMIT} if left out.`,
  });

/** To spread into the schema of a list's query. */
export const pageQuery = {
  limit,
  cursor: z.string().min(1).optional().meta({ description: 'The `nextCursor` of the page before.' }),
};

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A part of a list; `nextCursor` is null on the last one. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** The schema of a list's answer. */
export const pageOf = <T extends ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Where a list goes on, in a form that clients hand back but do not look into. */
export function encodeCursor(values: JsonValue): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

function readCursor(cursor: string): unknown {
  if (cursor.length > LONGEST_CURSOR || !/^[\w-]+$/.test(cursor)) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(cursor, 'base64url')));
  } catch {
    return undefined;
  }
}

/** Deep lists and text no store can hold do not come from us. */
const storable = (value: unknown): boolean => findUnstorable(value).length === 0;

/**
 * Reads a cursor of ours.
 *
 * @param schema what it must hold
 * @returns undefined if there is none: the list begins
 * @throws DomainError `invalid-cursor`, field `cursor`
 */
export function decodeCursor<T>(cursor: string | undefined, schema: ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  const read = readCursor(cursor);
  const result = schema.safeParse(read);
  if (!result.success || !storable(read))
    throw invalid('invalid-cursor', 'The cursor is not one that a list here has answered.', { field: 'cursor' });
  return result.data;
}

/**
 * Makes a page of rows.
 *
 * @param rows one more than the limit were asked for: the one too many tells that there is a next page
 * @param cursorOf what the next page begins after, from the last row shown
 */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => JsonValue,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(toItem), nextCursor: last === undefined ? null : encodeCursor(cursorOf(last)) };
}
