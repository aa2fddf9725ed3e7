import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isUuid, personOf, uuidv5, uuidv7 } from './ids.js';

test('a derived id is always the same, and of version 5', () => {
  expect(uuidv5('popug', 'payout', 1)).toBe(uuidv5('popug', 'payout', 1));
  expect(uuidv5('popug').at(14)).toBe('5');
});

test('different names give different ids, also where their parts run together', () => {
  expect(uuidv5('a', 'bc')).not.toBe(uuidv5('ab', 'c'));
  fc.assert(fc.property(fc.string(), fc.string(), (a, b) => a === b || uuidv5(a) !== uuidv5(b)));
});

test('ids made later sort later, to the millisecond', () => {
  const ids = [1_000, 2_000, 1_800_000_000_000].map((now) => uuidv7(now));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(Array.from({ length: 1_000 }, () => uuidv7(5))).size).toBe(1_000);
});

test('what is made is a UUID, and little else is', () => {
  expect(isUuid(uuidv5('x'))).toBe(true);
  expect(isUuid(uuidv7())).toBe(true);
  for (const text of ['', 'x', uuidv7().toUpperCase(), `${uuidv7()} `, '00000000-0000-0000-0000-000000000000'])
    expect(isUuid(text)).toBe(false);
});

test('an actor is a person or the system', () => {
  const id = uuidv7();
  expect(personOf(id)).toBe(id);
  expect(personOf('system:clock')).toBeNull();
  expect(personOf(null)).toBeNull();
});
