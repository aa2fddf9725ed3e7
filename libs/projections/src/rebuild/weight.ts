import { memberOf } from '../codec.js';
import { type Column, type ColumnType } from '../columns.js';

/** Bytes that a row takes besides its values, and a value of a kind that has one size; roughly. */
const ROW_BYTES = 200;
const VALUE_BYTES: Readonly<Record<Exclude<ColumnType, 'text' | 'json' | 'texts'>, number>> = {
  ...{ uuid: 64, day: 40, long: 24, instant: 24, int: 16, boolean: 16 },
};
const TEXT_BYTES = 32;
const MEASURED: ReadonlySet<ColumnType> = new Set<ColumnType>(['text', 'json', 'texts']);

/** Tells how much memory rows with these columns take, roughly. Only what can be long is looked at. */
export function weigherOf(columns: readonly Column[]): (row: object) => number {
  const measured = columns.filter(({ type }) => MEASURED.has(type)).map(({ property }) => property);
  const fixed = columns.reduce(
    (sum, { type }) => sum + (VALUE_BYTES[type as keyof typeof VALUE_BYTES] ?? TEXT_BYTES),
    ROW_BYTES,
  );
  return (row) => {
    let bytes = fixed;
    for (const name of measured) {
      const value = memberOf(row, name);
      if (typeof value === 'string') bytes += value.length * 2;
      else if (typeof value === 'object' && value !== null) bytes += JSON.stringify(value).length * 2;
    }
    return bytes;
  };
}
