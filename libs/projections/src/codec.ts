import { isDay } from '#libs/kernel';
import { type Column, type ColumnType } from './columns.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MAX_INT = 2 ** 31 - 1;
/** From year 1 to year 9999: what every client of PostgreSQL reads alike. */
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

interface Codec {
  /** What the type takes, for the error's text. */
  readonly is: string;
  fits(value: unknown): boolean;
  /** The text form that PostgreSQL reads. */
  encode(value: never): string;
}

/** PostgreSQL's texts hold no NUL. */
const isText = (value: unknown): value is string => typeof value === 'string' && !value.includes('\0');
const isWhole = (value: unknown, max: number) => Number.isSafeInteger(value) && Math.abs(value as number) <= max;
const isInstant = (value: unknown) =>
  Number.isSafeInteger(value) && (value as number) >= FIRST_INSTANT && (value as number) <= LAST_INSTANT;

/** Not `undefined`, and no NUL in any text: neither has a place in a jsonb. */
function isJson(value: unknown): boolean {
  const text = JSON.stringify(value) as string | undefined;
  return text !== undefined && !/(?<!\\)(?:\\\\)*\\u0000/.test(text);
}

const CODECS: Readonly<Record<ColumnType, Codec>> = {
  uuid: { is: 'a lower-case UUID', fits: (value) => isText(value) && UUID.test(value), encode: String },
  text: { is: 'text without NUL', fits: isText, encode: String },
  long: { is: 'a whole number', fits: (value) => isWhole(value, Number.MAX_SAFE_INTEGER), encode: String },
  int: { is: 'a whole number of 32 bits', fits: (value) => isWhole(value, MAX_INT), encode: String },
  boolean: { is: 'true or false', fits: (value) => typeof value === 'boolean', encode: String },
  instant: { is: 'epoch milliseconds', fits: isInstant, encode: (at: number) => new Date(at).toISOString() },
  day: { is: 'a day YYYY-MM-DD', fits: (value) => isText(value) && isDay(value) && value >= '0001', encode: String },
  json: {
    is: 'what JSON can carry, without NUL',
    fits: isJson,
    encode: JSON.stringify,
  },
  texts: { is: 'a list of texts', fits: (value) => Array.isArray(value) && value.every(isText), encode: arrayLiteral },
};

/** A text as an element of an array, in PostgreSQL's notation. */
function quotedElement(text: string): string {
  return /[\\"]/.test(text) ? `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"` : `"${text}"`;
}

/** `{"a","b \"c\""}`: an array of texts as PostgreSQL writes it. */
function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map(quotedElement).join(',')}}`;
}

/** A row that its table cannot hold: no waiting will help. */
export class UnfitValueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnfitValueError';
  }
}

/** The value of a row's member, by name. */
export function memberOf(row: object, member: string): unknown {
  return (row as Record<string, unknown>)[member];
}

/** @throws UnfitValueError naming the column when the value does not fit it; not the value, which may be somebody's name */
export function encodeValue(column: Column, value: unknown): string | null {
  if (value === null && column.nullable) return null;
  const codec = CODECS[column.type];
  if (value === null || !codec.fits(value))
    throw new UnfitValueError(
      `"${column.property}" is not ${codec.is} but ${value === null ? 'null' : `a ${typeof value}`}`,
    );
  return codec.encode(value as never);
}

/** A value as the driver gives it (longs as text, instants as `Date`, days as text), as it stands in a row. */
export function decodeValue(column: Pick<Column, 'type' | 'property'>, value: unknown): unknown {
  if (value === null) return null;
  if (column.type === 'instant') return (value as Date).getTime();
  if (column.type !== 'long') return value;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new Error(`"${column.property}" is beyond ±2^53: ${value as string}`);
  return number;
}

/** Types whose text form may have characters that mean something within an array. */
const QUOTED: ReadonlySet<ColumnType> = new Set<ColumnType>(['text', 'json', 'texts']);

/**
 * The values of some columns over all rows, one array for each column, as the parameters of an UNNEST. They are written
 * out here, since the driver would look at each value once more, and take longer over it than all the rest.
 *
 * @throws Error naming the first column that a row does not fit
 */
export function encodeColumns(columns: readonly Column[], rows: readonly object[]): string[] {
  return columns.map((column) => {
    const wrap = QUOTED.has(column.type) ? quotedElement : String;
    const elements = rows.map((row) => {
      const value = encodeValue(column, memberOf(row, column.property));
      return value === null ? 'NULL' : wrap(value);
    });
    return `{${elements.join(',')}}`;
  });
}

/** A row from one as the driver gives it, by the names of the columns in SQL. */
export function decodeRow(columns: readonly Column[], raw: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(columns.map((column) => [column.property, decodeValue(column, raw[column.name] ?? null)]));
}
