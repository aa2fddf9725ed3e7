import { expect, test } from '@jest/globals';
import { DAY_MS, uuidv5 } from '#libs/kernel';
import { MORNING, recorded } from '#libs/testing';
import { AnnouncePayout } from './announce-payout.js';

const employeeId = uuidv5('ada');
const terms = { entryId: uuidv5('entry'), from: `employee:${employeeId}`, to: 'paid-out', asset: 'POP', amount: 30 };
const paid = (occurredAt: number, cycle: string) =>
  recorded('PayoutIssued', { ...terms, employeeId, cycle }, { occurredAt, recordedAt: MORNING });
const announce = (occurredAt: number, cycle = '2026-01-04') => new AnnouncePayout().execute(paid(occurredAt, cycle));

test('whoever is paid is told so', () => {
  const body = { recipientId: employeeId, template: 'payout', amount: 30, asset: 'POP', cycle: '2026-01-04' };
  for (const occurredAt of [MORNING, MORNING - 7 * DAY_MS])
    expect(announce(occurredAt)?.events).toEqual([
      expect.objectContaining({ event: 'MessageRequested', body: expect.objectContaining(body) }),
    ]);
});

test('what an import tells of longer ago is no news', () => {
  expect(announce(MORNING - 7 * DAY_MS - 1)).toBeNull();
});

test('nor is what is paid today for a cycle of long ago', () => {
  expect(announce(MORNING, '2025-02-01')?.events).toHaveLength(1);
  expect(announce(MORNING, '2024-12-26')).toBeNull();
  expect(announce(MORNING, '2012-01-04')).toBeNull();
});
