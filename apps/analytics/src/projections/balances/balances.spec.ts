import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec, recorded } from '#libs/testing';
import { balances } from './balances.projection.js';

const ada = uuidv5('ada');
const account = `employee:${ada}`;
const ids = { taskId: uuidv5('task'), projectId: null, assigneeId: ada, causeEventId: uuidv5('cause') };
const terms = { asset: 'POP', cycle: '2026-03-01' };

test('every movement of a person counts; the company’s accounts are left out', () =>
  projectionSpec(balances)
    .given(
      recorded('AssignmentFeeCharged', {
        ...ids,
        ...terms,
        entryId: uuidv5(1),
        from: account,
        to: 'company',
        amount: 15,
      }),
      recorded('CompletionRewardCredited', {
        ...ids,
        ...terms,
        entryId: uuidv5(2),
        from: 'company',
        to: account,
        amount: 40,
      }),
      recorded('PayoutIssued', {
        ...terms,
        entryId: uuidv5(3),
        employeeId: ada,
        from: account,
        to: 'paid-out',
        amount: 25,
      }),
      recorded('AssignmentFeeCharged', {
        ...ids,
        ...terms,
        entryId: uuidv5(4),
        from: account,
        to: 'company',
        amount: 11,
      }),
    )
    .then([{ account, balance: -11 }]));
