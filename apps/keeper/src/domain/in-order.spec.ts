import { expect, test } from '@jest/globals';
import { merged, type Ordered } from './in-order.js';

const at = (eventId: string, occurredAt: number, rest: Partial<Ordered> = {}): Ordered => ({
  ...{ eventId, occurredAt, recordedAt: 100, service: 'tasks', position: 1, ...rest },
});
const ids = (rows: readonly Ordered[]): string => rows.map(({ eventId }) => eventId).join(' ');

const first = at('first', 1, { position: 9 });
const cause = at('cause', 2, { recordedAt: 101, position: 2 });
const beside = at('beside', 2, { recordedAt: 101, position: 3 });
const effect = at('effect', 2, { recordedAt: 102, service: 'accounting', position: 1 });
const last = at('last', 3, { recordedAt: 99 });

test('what was found in several ways comes once, in the order of time, causes before their effects', () => {
  const ways = [[first, effect, last], [cause, effect], [beside]];
  expect(ids(merged(ways, 'oldest'))).toBe('first cause beside effect last');
  expect(ids(merged(ways, 'newest'))).toBe('last effect beside cause first');
});
