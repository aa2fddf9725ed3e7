import { expect, test } from '@jest/globals';
import { asLog } from '#libs/testing';
import { balancesOf } from './balances.js';
import { assertBalances, balancesAfter, entryAt } from './entries.js';

const EVENTS = 12_000;
type Rows = Parameters<typeof assertBalances>[1];

/** What the view's fold makes of the first entries. */
function folded(entries: number): Rows {
  const events = asLog(Array.from({ length: entries }, (_, n) => entryAt(n + 1)));
  return balancesOf('accounting').fold([], events).upserts as unknown as Rows;
}

test('the view’s fold comes to what is reckoned without it', () => {
  expect(() => assertBalances('the fold', folded(EVENTS), EVENTS)).not.toThrow();
  expect(balancesAfter(EVENTS).size).toBe(10_000);
});

test('whoever has lost an event, or folded one twice, is found out', () => {
  expect(() => assertBalances('somebody', folded(999), 1_000)).toThrow(
    /somebody has 999 accounts after 1000 events, not 1000/,
  );
  expect(() => assertBalances('somebody', folded(EVENTS - 1), EVENTS)).toThrow(
    /somebody has folded 12000 events; employee:/,
  );
});
