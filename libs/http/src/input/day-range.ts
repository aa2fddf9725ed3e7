import { z } from 'zod';
import { DAY_MS } from '#libs/kernel';
import { day } from './fields.js';

const MOST_DAYS = 20_000;

interface Range {
  readonly from: string;
  readonly to: string;
}

const inOrder = ({ from, to }: Range): boolean => from <= to;
// What is no day at all has been said to be none, and is not compared.
const notTooLong = ({ from, to }: Range): boolean => !(Date.parse(to) - Date.parse(from) >= MOST_DAYS * DAY_MS);

/** The days a figure is asked for, both included. */
export const RangeQuery = z
  .strictObject({ from: day, to: day })
  .refine(inOrder, { path: ['to'], error: 'must not lie before from', params: { code: 'invalid-range' } })
  .refine(notTooLong, {
    path: ['to'],
    error: `must lie at most ${MOST_DAYS} days after from`,
    params: { code: 'invalid-range' },
  });
export type RangeQuery = z.infer<typeof RangeQuery>;
