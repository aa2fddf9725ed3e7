import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec, recorded } from '#libs/testing';
import { earningsByDay } from './earnings-by-day.projection.js';

const ids = { taskId: uuidv5('task'), projectId: null, assigneeId: uuidv5('ada'), causeEventId: uuidv5('cause') };
const money = { from: 'a', to: 'b', asset: 'POP' };
const charged = (amount: number, cycle: string) =>
  recorded('AssignmentFeeCharged', { entryId: uuidv5(amount, cycle), ...ids, ...money, amount, cycle });
const credited = (amount: number, cycle: string) =>
  recorded('CompletionRewardCredited', { entryId: uuidv5(amount, cycle), ...ids, ...money, amount, cycle });

test('fees and rewards add up by the day of their cycle', () =>
  projectionSpec(earningsByDay)
    .given(charged(15, '2026-03-01'), credited(40, '2026-03-01'), charged(12, '2026-03-01'), charged(11, '2026-03-02'))
    .then([
      { day: '2026-03-01', fees: 27, rewards: 40 },
      { day: '2026-03-02', fees: 11, rewards: 0 },
    ]));
