import { expect, test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { asLog } from '#libs/testing';
import { streamStates } from './stream-states.js';

const [employeeId, positionId] = [uuidv5('kesha'), uuidv5('gardener')];
const before = { name: 'Kesha', positionId: null, departmentId: null };
const events = asLog([
  { event: 'EmployeeHired', body: { employeeId, ...before, hiredAt: 0 } },
  { event: 'EmployeeChanged', body: { employeeId, before, after: { ...before, positionId } } },
  { event: 'EmployeeLeft', body: { employeeId, leftAt: 1_000 } },
]);

test('an employee is told as they were', () => {
  const after = (count: number) => streamStates['employee']?.(events.slice(0, count));
  expect(after(1)).toEqual({ id: employeeId, ...before, hiredAt: '1970-01-01T00:00:00.000Z', leftAt: null });
  expect(after(2)).toMatchObject({ positionId, leftAt: null });
  expect(after(3)).toMatchObject({ positionId, leftAt: '1970-01-01T00:00:01.000Z' });
});
