import { expect, test } from '@jest/globals';
import { assertPosting, effectOn, formatAmount, MAX_AMOUNT } from './money.js';

const posting = { from: 'a', to: 'b', amount: 5, asset: 'POP' };

test('what one account loses another gains', () => {
  expect(['a', 'b', 'c'].map((account) => effectOn(account, posting))).toEqual([-5, 5, 0]);
});

test.each([0, -1, 0.5, MAX_AMOUNT + 1, Number.NaN])('%d is no amount', (amount) =>
  expect(() => assertPosting({ ...posting, amount })).toThrow(expect.objectContaining({ code: 'invalid-amount' })),
);

test('the largest amount is one', () => expect(() => assertPosting({ ...posting, amount: MAX_AMOUNT })).not.toThrow());

test('money goes from one account to another', () =>
  expect(() => assertPosting({ ...posting, to: 'a' })).toThrow(expect.objectContaining({ code: 'invalid-amount' })));

test.each([
  [42, 0, '42'],
  [1234, 2, '12.34'],
  [5, 2, '0.05'],
  [-5, 2, '-0.05'],
  [100_000_000, 8, '1.00000000'],
])('%d with %d decimals is written %s', (amount, decimals, text) => expect(formatAmount(amount, decimals)).toBe(text));
