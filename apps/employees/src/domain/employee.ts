import { type Fact } from '#libs/kernel';

/** What can change about an employee. */
export interface EmployeeDetails {
  /** Null once the person is erased. */
  readonly name: string | null;
  readonly positionId: string | null;
  readonly departmentId: string | null;
}

/** What can happen to an employee. Times are epoch milliseconds. */
export type EmployeeFact =
  | Fact<'EmployeeHired', EmployeeDetails & { readonly employeeId: string; readonly hiredAt: number }>
  | Fact<
      'EmployeeChanged',
      {
        readonly employeeId: string;
        readonly before: EmployeeDetails | null;
        readonly after: EmployeeDetails | null;
      }
    >
  | Fact<'EmployeeLeft', { readonly employeeId: string; readonly leftAt: number }>;

export type Employee =
  | { readonly status: 'absent' }
  | { readonly status: 'employed' | 'left'; readonly employeeId: string; readonly details: EmployeeDetails };

export const nobody: Employee = { status: 'absent' };

/** The stream that tells of an employee. */
export const employeeStream = (employeeId: string): string => `employee:${employeeId}`;

/** @returns the employee after the fact; a fact that does not fit the state leaves it, since facts are not questioned */
export function evolveEmployee(employee: Employee, fact: EmployeeFact): Employee {
  switch (fact.event) {
    case 'EmployeeHired': {
      const { employeeId, name, positionId, departmentId } = fact.body;
      return { status: 'employed', employeeId, details: { name, positionId, departmentId } };
    }
    case 'EmployeeChanged':
      return employee.status === 'absent' || !fact.body.after ? employee : { ...employee, details: fact.body.after };
    case 'EmployeeLeft':
      return employee.status === 'absent' ? employee : { ...employee, status: 'left' };
  }
}
