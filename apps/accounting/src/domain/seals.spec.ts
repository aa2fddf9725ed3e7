import { expect, test } from '@jest/globals';
import { deciderSpec } from '#libs/testing';
import { cycleFor, seals } from './seals.js';

const utc = { timeZone: 'UTC', closingTime: '00:00' };
const tokyo = { timeZone: 'Asia/Tokyo', closingTime: '00:00' };
const at = (text: string) => Date.parse(text);
const sealed = (through: string) => ({ event: 'BillingCycleSealed' as const, body: { through, at: 1 } });
const spec = deciderSpec(seals);

test('cycles are sealed through a day', () =>
  spec.given().when({ through: '2026-03-01', at: 1 }).then(sealed('2026-03-01')));
test('a seal moves on', () =>
  spec.given(sealed('2026-03-01')).when({ through: '2026-03-02', at: 1 }).then(sealed('2026-03-02')));
test('what is sealed stays so', () =>
  spec.given(sealed('2026-03-02')).when({ through: '2026-03-02', at: 1 }).thenError('already-sealed'));

test.each([
  ['the day of the cause', '2026-03-05T23:59:59.999Z', utc, null, '2026-03-05'],
  ['the next from midnight on', '2026-03-06T00:00:00.000Z', utc, null, '2026-03-06'],
  ["the tenant's day", '2026-03-05T15:00:00.000Z', tokyo, null, '2026-03-06'],
  ['a day that ends in the morning', '2026-03-06T05:59:00.000Z', { ...utc, closingTime: '06:00' }, null, '2026-03-05'],
  ['the earliest open cycle if the day is sealed', '2026-03-05T12:00:00.000Z', utc, '2026-03-05', '2026-03-06'],
  ['the earliest open cycle if much is sealed', '2026-03-01T12:00:00.000Z', utc, '2026-03-31', '2026-04-01'],
  ['its own day if earlier ones are sealed', '2026-03-05T12:00:00.000Z', utc, '2026-03-04', '2026-03-05'],
])('an entry belongs to %s', (_, cause, calendar, through, cycle) => {
  expect(cycleFor(at(cause), calendar, { through })).toBe(cycle);
});
