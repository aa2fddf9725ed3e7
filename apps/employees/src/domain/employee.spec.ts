import { describe, test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { deciderSpec, MORNING } from '#libs/testing';
import { employee } from './employee.decide.js';
import { type EmployeeFact } from './employee.js';

const employeeId = uuidv5('spec', 'kesha');
const [positionId, otherPosition, departmentId] = [1, 2, 3].map((n) => uuidv5('spec', n)) as [string, string, string];
const details = { name: 'Kesha', positionId, departmentId };
const hire = { type: 'hire', employeeId, ...details, hiredAt: MORNING } as const;
const hired: EmployeeFact = { event: 'EmployeeHired', body: { employeeId, ...details, hiredAt: MORNING } };
const left: EmployeeFact = { event: 'EmployeeLeft', body: { employeeId, leftAt: MORNING + 1 } };
const spec = deciderSpec(employee);

describe('hire', () => {
  test('makes an employee', () => spec.when(hire).then(hired));
  test('not who is employed', () => {
    spec.given(hired).when(hire).thenError('employee-exists', { kind: 'conflict', field: 'id' });
  });
  test('again, who left', () => spec.given(hired, left).when(hire).then(hired));
});

describe('change', () => {
  const changed = (after: Partial<typeof details> | object): EmployeeFact => ({
    event: 'EmployeeChanged',
    body: { employeeId, before: details, after: { ...details, ...after } },
  });
  test.each([
    [{ name: 'Innokenty' }],
    [{ positionId: otherPosition }],
    [{ positionId: null }],
    [{ departmentId: null }],
    [{ name: 'Innokenty', positionId: otherPosition, departmentId: null }],
  ])('%j, the rest stays', (changes) => spec.given(hired).when({ type: 'change', changes }).then(changed(changes)));
  test('to what is so already changes nothing', () => {
    spec.given(hired).when({ type: 'change', changes: details }).then();
    spec.given(hired).when({ type: 'change', changes: {} }).then();
  });
  test('starts from the last change', () =>
    spec
      .given(hired, changed({ name: 'Innokenty' }))
      .when({ type: 'change', changes: { positionId: null } })
      .then({
        event: 'EmployeeChanged',
        body: {
          employeeId,
          before: { ...details, name: 'Innokenty' },
          after: { ...details, name: 'Innokenty', positionId: null },
        },
      }));
  test('not who left', () =>
    spec
      .given(hired, left)
      .when({ type: 'change', changes: { name: 'X' } })
      .thenError('employee-left'));
  test('nobody who was never hired', () =>
    spec.when({ type: 'change', changes: { name: 'X' } }).thenError('employee-not-found'));
});

describe('leave', () => {
  test('ends the employment', () =>
    spec
      .given(hired)
      .when({ type: 'leave', leftAt: MORNING + 1 })
      .then(left));
  test('once', () =>
    spec
      .given(hired, left)
      .when({ type: 'leave', leftAt: MORNING + 2 })
      .then());
  test('after being hired again, too', () =>
    spec
      .given(hired, left, hired)
      .when({ type: 'leave', leftAt: MORNING + 1 })
      .then(left));
  test('nobody who was never hired', () =>
    spec.when({ type: 'leave', leftAt: MORNING }).thenError('employee-not-found'));
});
