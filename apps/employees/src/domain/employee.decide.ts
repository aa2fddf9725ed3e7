import { conflict, type Decider, notFound } from '#libs/kernel';
import { type Employee, type EmployeeDetails, type EmployeeFact, evolveEmployee, nobody } from './employee.js';

/** What is to be changed: a member that is left out stays as it is, null takes it away. */
export interface EmployeeChanges {
  readonly name?: string | undefined;
  readonly positionId?: string | null | undefined;
  readonly departmentId?: string | null | undefined;
}

export type EmployeeCommand =
  | ({ readonly type: 'hire'; readonly employeeId: string; readonly hiredAt: number } & EmployeeDetails)
  | { readonly type: 'change'; readonly changes: EmployeeChanges }
  | { readonly type: 'leave'; readonly leftAt: number };

export const employee: Decider<Employee, EmployeeCommand, EmployeeFact> = {
  initialState: nobody,
  evolve: evolveEmployee,
  decide: decideEmployee,
};

/**
 * Who left can be hired again, and is the same person. Changing nothing leads to no fact.
 *
 * @throws DomainError `employee-exists`, `employee-not-found`, `employee-left`
 */
export function decideEmployee(command: EmployeeCommand, state: Employee): EmployeeFact[] {
  if (command.type === 'hire') return hire(command, state);
  if (state.status === 'absent') throw employeeNotFound();
  const { employeeId } = state;
  if (command.type === 'leave') {
    return state.status === 'left' ? [] : [{ event: 'EmployeeLeft', body: { employeeId, leftAt: command.leftAt } }];
  }
  if (state.status === 'left')
    throw conflict('employee-left', 'This person has left the company; hire them again first.');
  return change(employeeId, state.details, command.changes);
}

function hire(command: Extract<EmployeeCommand, { type: 'hire' }>, state: Employee): EmployeeFact[] {
  if (state.status === 'employed')
    throw conflict('employee-exists', 'This person is employed already.', { field: 'id' });
  const { employeeId, name, positionId, departmentId, hiredAt } = command;
  return [{ event: 'EmployeeHired', body: { employeeId, name, positionId, departmentId, hiredAt } }];
}

function change(employeeId: string, before: EmployeeDetails, changes: EmployeeChanges): EmployeeFact[] {
  const after: EmployeeDetails = {
    name: changes.name ?? before.name,
    positionId: changes.positionId === undefined ? before.positionId : changes.positionId,
    departmentId: changes.departmentId === undefined ? before.departmentId : changes.departmentId,
  };
  const same =
    after.name === before.name && after.positionId === before.positionId && after.departmentId === before.departmentId;
  return same ? [] : [{ event: 'EmployeeChanged', body: { employeeId, before, after } }];
}

/** 404: there is no such employee in this tenant. */
export const employeeNotFound = () =>
  notFound('employee-not-found', 'There is no employee with this id.', { field: 'id' });
