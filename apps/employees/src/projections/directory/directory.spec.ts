import { describe, test } from '@jest/globals';
import { type AuthEvent, type EmployeesEvent } from '#libs/contracts';
import { uuidv5 } from '#libs/kernel';
import { MORNING, projectionSpec } from '#libs/testing';
import { directory, type DirectoryRow } from './directory.projection.js';

const [kesha, gosha, positionId, departmentId] = ['kesha', 'gosha', 'position', 'department'].map((name) =>
  uuidv5('spec', name),
) as [string, string, string, string];
const details = { name: 'Kesha', positionId, departmentId };

type Own<Name extends EmployeesEvent['event']> = Extract<EmployeesEvent, { event: Name }>;
const hired = (): Own<'EmployeeHired'> => ({
  event: 'EmployeeHired',
  body: { employeeId: kesha, ...details, hiredAt: MORNING },
});
const changed = (after: Partial<typeof details> | object): Own<'EmployeeChanged'> => ({
  event: 'EmployeeChanged',
  body: { employeeId: kesha, before: details, after: { ...details, ...after } },
});
const left = (): Own<'EmployeeLeft'> => ({ event: 'EmployeeLeft', body: { employeeId: kesha, leftAt: MORNING + 5 } });
const erased = (userId = kesha): Extract<AuthEvent, { event: 'PersonErased' }> => ({
  event: 'PersonErased',
  body: { userId },
});

const row = (changes: Partial<DirectoryRow> = {}): DirectoryRow => ({
  employeeId: kesha,
  ...details,
  hiredAt: MORNING,
  leftAt: null,
  erased: false,
  ...changes,
});
const spec = projectionSpec(directory);

describe('the directory', () => {
  test('has who was hired', () => spec.given(hired()).then([row()]));
  test('has what changed', () =>
    spec
      .given(hired(), changed({ name: 'Innokenty', departmentId: null }))
      .then([row({ name: 'Innokenty', departmentId: null })]));
  test('keeps who left, and forgets it when they come back', () => {
    spec.given(hired(), left()).then([row({ leftAt: MORNING + 5 })]);
    spec.given(hired(), left(), hired()).then([row()]);
  });
  test('has no name of who was erased, whatever else happens', () => {
    spec.given(hired(), erased()).then([row({ name: null, erased: true })]);
    spec
      .given(hired(), changed({ name: 'Innokenty' }), left(), erased())
      .then([row({ name: null, erased: true, leftAt: MORNING + 5 })]);
  });
  test('remembers that somebody was erased who may yet be hired', () =>
    spec.given(erased(gosha)).then([
      {
        employeeId: gosha,
        name: null,
        positionId: null,
        departmentId: null,
        hiredAt: null,
        leftAt: null,
        erased: true,
      },
    ]));
});
