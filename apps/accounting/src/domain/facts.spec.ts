import { expect, test } from '@jest/globals';
import { type AccountingEvent } from '#libs/contracts';
import { type EntryFact } from './ledger.js';
import { type SealFact } from './seals.js';
import { type CycleClosed } from './settle.js';

/** A fact is fit for the contract if it can be written by its schema; the compiler says so, not this test. */
type Fits<Fact extends { event: string }> = Fact extends AccountingEvent ? true : [never, Fact];

test('what the domain states is what the contract can carry', () => {
  const fits: [Fits<EntryFact>, Fits<SealFact>, Fits<CycleClosed>] = [true, true, true];
  expect(fits).toEqual([true, true, true]);
});
