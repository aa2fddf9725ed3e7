import { z } from 'zod';
import { isDay, isUuid } from '#libs/kernel';

/** A refusal of a schema: the code of the error, and what comes after the field's name. */
const refusal = (code: string, message: string) => ({ error: message, params: { code } });

/** Text that is not empty once the spaces around it are gone, with at most `max` characters (UTF-16 units). */
export const text = (max: number) => z.string().trim().min(1).max(max);

/** A UUID; capitals are made small, so that one thing has one spelling. */
export const uuid = z
  .string()
  .toLowerCase()
  .refine(isUuid, refusal('wrong-format', 'must be a UUID'))
  .meta({ format: 'uuid', example: '0190f3b6-7c1e-7a55-8d20-3c0a8f1d7e60' });

/** With room on both sides, so that the day before and after can always be written. */
const FIRST_DAY = '1970-01-01';
const LAST_DAY = '9998-12-31';

/** A calendar day that exists, `YYYY-MM-DD`. */
export const day = z
  .string()
  .refine(isDay, { ...refusal('not-a-day', 'must be a day as YYYY-MM-DD'), abort: true })
  .refine((value) => value >= FIRST_DAY && value <= LAST_DAY, refusal('out-of-range', 'must lie between 1970 and 9998'))
  .meta({ format: 'date', example: '2026-11-21' });

/** The years between which a moment lies: what any of our stores can hold. */
const EARLIEST = Date.UTC(1970, 0, 1);
const LATEST = Date.UTC(10_000, 0, 1);

const isInstant = (value: string): boolean => {
  const at = Date.parse(value);
  return at >= EARLIEST && at < LATEST;
};

/** A moment in ISO 8601 with its offset from UTC, between 1970 and 9999. It stays text; `Date.parse` makes it a number. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be a moment as 2026-11-21T09:30:00Z' })
  .refine(isInstant, refusal('out-of-range', 'must lie between 1970 and 9999'))
  .meta({ format: 'date-time', example: '2026-11-21T09:30:00Z' });

const DIGITS = /^-?\d{1,15}$/;

/** By so many milliseconds clocks may differ. */
const SKEW_MS = 60_000;

/** A moment that has come already. */
export const pastInstant = instant.refine(
  (value) => Date.parse(value) <= Date.now() + SKEW_MS,
  refusal('in-the-future', 'must not lie in the future'),
);

/** A whole number written into a query or a path. */
export const wholeNumber = (min: number, max: number) =>
  z
    .codec(
      z.string().refine((value) => DIGITS.test(value), refusal('wrong-type', 'must be a whole number')),
      z.int().min(min).max(max),
      { decode: Number, encode: String },
    )
    .meta({ type: 'integer', minimum: min, maximum: max });

/** `true` or `false` written into a query. */
export const flag = z
  .codec(z.enum(['true', 'false']), z.boolean(), {
    decode: (value) => value === 'true',
    encode: (value) => (value ? 'true' : 'false'),
  })
  .meta({ type: 'boolean' });

/** A moment that may be left out, as epoch milliseconds. */
export const millisOf = (moment: string | null | undefined): number | null =>
  moment === null || moment === undefined ? null : Date.parse(moment);
