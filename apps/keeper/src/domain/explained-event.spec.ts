import { expect, test } from '@jest/globals';
import { causesOf, explain, type Linked } from './explained-event.js';

const event = (eventId: string, causationId: string | null = null): Linked => ({ eventId, causationId });
const assigned = event('assigned');
const charged = event('charged', 'assigned');
const again = event('again', 'assigned');

test('each cause is looked for once', () => expect(causesOf([assigned, charged, again])).toEqual(['assigned']));

test('an event stands between its cause and what it led to', () => {
  const effects = new Map([['assigned', { first: [{ eventId: 'charged' }], count: 2 }]]);
  expect(explain([assigned, charged], [assigned, event('other')], effects)).toEqual([
    { ...assigned, cause: null, effects: [{ eventId: 'charged' }], effectCount: 2 },
    { ...charged, cause: assigned, effects: [], effectCount: 0 },
  ]);
});

test('what cannot be known is not told as nothing', () =>
  expect(explain([charged], [], undefined)).toEqual([{ ...charged, cause: null, effects: null, effectCount: null }]));

test('a cause that cannot be found is left out', () =>
  expect(explain([charged], [], new Map())).toEqual([{ ...charged, cause: null, effects: [], effectCount: 0 }]));
