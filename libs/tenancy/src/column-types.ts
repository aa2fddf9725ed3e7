import pg from 'pg';

type Parse = (text: string) => unknown;

const INT8 = 20;
const DATE = 1082;
const TEXT_ARRAY = 1009;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;

/** `pg`'s own parsers; its types know only some of the type ids. */
const parserOf = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => Parse;

function toSafeInteger(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is beyond what a JavaScript number carries exactly`);
  return number;
}

const asText: Parse = (text) => text;
const arrayOf =
  (parse: Parse): Parse =>
  (text) =>
    (parserOf(TEXT_ARRAY)(text) as (string | null)[]).map((item) => (item === null ? null : parse(item)));

const PARSERS: Readonly<Record<number, Parse>> = {
  [INT8]: toSafeInteger,
  [INT8_ARRAY]: arrayOf(toSafeInteger),
  [DATE]: asText,
  [DATE_ARRAY]: arrayOf(asText),
};

/**
 * How column values become JavaScript values: bigint is a number (checked: beyond 2^53 it throws), date stays
 * `YYYY-MM-DD`; the rest is as `pg` does it. Given to each pool, since `pg`'s own table is one for the whole process.
 */
export const columnTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parse {
    return (format === 'binary' ? undefined : PARSERS[oid]) ?? parserOf(oid, format);
  },
};
