import { expect, test } from '@jest/globals';
import { decodeBody, type EmployeesEvent, encodeBody } from '#libs/contracts';
import { uuidv5 } from '#libs/kernel';
import { MORNING } from '#libs/testing';
import { type DepartmentFact } from './domain/department.js';
import { type EmployeeFact } from './domain/employee.js';
import { type PositionFact } from './domain/position.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Own = EmployeeFact | PositionFact | DepartmentFact;

/** The domain states its facts itself; that each has exactly the body of its schema is checked by the compiler. */
type Contract<Name extends Own['event']> = Extract<EmployeesEvent, { event: Name }>['body'];
type Stated<Name extends Own['event']> = Extract<Own, { event: Name }>['body'];
const same: { [Name in Own['event']]: Same<Stated<Name>, Contract<Name>> } = {
  EmployeeHired: true,
  EmployeeChanged: true,
  EmployeeLeft: true,
  PositionDefined: true,
  DepartmentDefined: true,
};

const [employeeId, positionId, departmentId] = ['e', 'p', 'd'].map((name) => uuidv5('spec', name)) as [
  string,
  string,
  string,
];
const details = { name: 'Kesha', positionId, departmentId };
const facts: Own[] = [
  { event: 'EmployeeHired', body: { employeeId, ...details, hiredAt: MORNING } },
  {
    event: 'EmployeeChanged',
    body: { employeeId, before: details, after: { name: null, positionId: null, departmentId: null } },
  },
  { event: 'EmployeeLeft', body: { employeeId, leftAt: MORNING } },
  { event: 'PositionDefined', body: { positionId, title: 'Developer' } },
  { event: 'DepartmentDefined', body: { departmentId, name: 'Seeds' } },
];

test.each(facts)('$event has the body of its schema', ({ event, body }) => {
  const { schemaVersion, bytes } = encodeBody('employees', event, body);
  expect(decodeBody('employees', event, schemaVersion, bytes)).toEqual(body);
});

test('there is an example of every fact', () => {
  expect(facts.map(({ event }) => event)).toEqual(Object.keys(same));
});
