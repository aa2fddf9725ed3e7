import { type Meaning } from './schema.js';

/** Logical types of the specification by the types that may carry them. */
const CARRIERS: Readonly<Record<string, readonly string[]>> = {
  uuid: ['string', 'fixed'],
  date: ['int'],
  'time-millis': ['int'],
  'time-micros': ['long'],
  'timestamp-millis': ['long'],
  'timestamp-micros': ['long'],
  'timestamp-nanos': ['long'],
  'local-timestamp-millis': ['long'],
  'local-timestamp-micros': ['long'],
  'local-timestamp-nanos': ['long'],
  duration: ['fixed'],
  'big-decimal': ['bytes'],
};

const SIZES: Readonly<Record<string, number>> = { uuid: 16, duration: 12 };

const isWhole = (value: unknown): value is number => Number.isInteger(value);

/** How many decimal digits surely fit into so many bytes, two's complement. */
const digitsOf = (bytes: number): number => Math.floor(Math.log10(2) * (8 * bytes - 1));

function decimal({ precision, scale = 0 }: Readonly<Record<string, unknown>>, size?: number): Meaning | undefined {
  if (!isWhole(precision) || !isWhole(scale) || precision < 1 || scale < 0 || scale > precision) return undefined;
  if (size !== undefined && precision > digitsOf(size)) return undefined;
  return `decimal(${precision}, ${scale})`;
}

/**
 * What a schema means by its `logicalType`. One that is unknown, or does not fit its type, means nothing: readers must ignore
 * it and take the underlying type (Avro specification, Logical Types).
 *
 * @param size bytes of a fixed
 */
export function meaningOf(
  kind: string,
  attributes: Readonly<Record<string, unknown>>,
  size?: number,
): Meaning | undefined {
  const { logicalType } = attributes;
  if (typeof logicalType !== 'string') return undefined;
  if (logicalType === 'decimal') return kind === 'bytes' || kind === 'fixed' ? decimal(attributes, size) : undefined;
  if (!Object.hasOwn(CARRIERS, logicalType) || !CARRIERS[logicalType]?.includes(kind)) return undefined;
  return kind === 'fixed' && SIZES[logicalType] !== size ? undefined : logicalType;
}
