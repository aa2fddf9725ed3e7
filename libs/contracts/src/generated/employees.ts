// Generated from schemas/ by `npm run generate`. Do not edit.

import { type Fact } from '#libs/kernel';
import { type EventType } from '../event-type.js';
import { META_FIELD } from './meta.js';
import { type LogEpochOpened } from './shared.js';

/** A department exists that people can belong to. */
export interface DepartmentDefined {
  /** The department. */
  readonly departmentId: string;
  /** What it is called. */
  readonly name: string | null;
}

/** What can change about an employee. */
export interface EmployeeDetails {
  /** Full name, as people write it. Personal: sealed, and null once the person is erased. */
  readonly name: string | null;
  /** The position held; null for none. */
  readonly positionId: string | null;
  /** The department belonged to; null for none. */
  readonly departmentId: string | null;
}

/** An employee has another name, position or department. */
export interface EmployeeChanged {
  /** The person. */
  readonly employeeId: string;
  /** How it was until now. */
  readonly before: EmployeeDetails | null;
  /** How it is from now on. */
  readonly after: EmployeeDetails | null;
}

/** A person works for the company from now on. */
export interface EmployeeHired {
  /** The person; the same id as user and as assignee. */
  readonly employeeId: string;
  /** Full name, as people write it. Personal: sealed, and null once the person is erased. */
  readonly name: string | null;
  /** The position held; null for none. */
  readonly positionId: string | null;
  /** The department belonged to; null for none. */
  readonly departmentId: string | null;
  /** First moment of the employment, in UTC milliseconds. */
  readonly hiredAt: number;
}

/** A person no longer works for the company. */
export interface EmployeeLeft {
  /** The person. */
  readonly employeeId: string;
  /** Last moment of the employment, in UTC milliseconds. */
  readonly leftAt: number;
}

/** A position exists that people can hold. */
export interface PositionDefined {
  /** The position. */
  readonly positionId: string;
  /** What it is called. */
  readonly title: string | null;
}

/** Every fact that the log of `employees` can hold. */
export type EmployeesEvent =
  | Fact<'DepartmentDefined', DepartmentDefined>
  | Fact<'EmployeeChanged', EmployeeChanged>
  | Fact<'EmployeeHired', EmployeeHired>
  | Fact<'EmployeeLeft', EmployeeLeft>
  | Fact<'LogEpochOpened', LogEpochOpened>
  | Fact<'PositionDefined', PositionDefined>;

/** Every version of these, oldest first. */
export const employeesEvents: readonly EventType[] = [
  {
    service: 'employees',
    event: 'DepartmentDefined',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"DepartmentDefined","namespace":"aviary.employees","doc":"A department exists that people can belong to.","fields":[${META_FIELD},{"name":"departmentId","doc":"The department.","type":{"type":"string","logicalType":"uuid"}},{"name":"name","doc":"What it is called.","type":["null","string"],"default":null}]}`,
  },
  {
    service: 'employees',
    event: 'EmployeeChanged',
    version: 1,
    pii: ['before.name', 'after.name'],
    piiSubject: 'employeeId',
    schema: `{"type":"record","name":"EmployeeChanged","namespace":"aviary.employees","doc":"An employee has another name, position or department.","piiSubject":"employeeId","fields":[${META_FIELD},{"name":"employeeId","doc":"The person.","type":{"type":"string","logicalType":"uuid"}},{"name":"before","doc":"How it was until now.","type":["null",{"type":"record","name":"EmployeeDetails","doc":"What can change about an employee.","fields":[{"name":"name","doc":"Full name, as people write it.","type":["null","string"],"default":null,"pii":true},{"name":"positionId","doc":"The position held; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"departmentId","doc":"The department belonged to; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null}]}],"default":null},{"name":"after","doc":"How it is from now on.","type":["null","EmployeeDetails"],"default":null}]}`,
  },
  {
    service: 'employees',
    event: 'EmployeeHired',
    version: 1,
    pii: ['name'],
    piiSubject: 'employeeId',
    schema: `{"type":"record","name":"EmployeeHired","namespace":"aviary.employees","doc":"A person works for the company from now on.","piiSubject":"employeeId","fields":[${META_FIELD},{"name":"employeeId","doc":"The person; the same id as user and as assignee.","type":{"type":"string","logicalType":"uuid"}},{"name":"name","doc":"Full name, as people write it.","type":["null","string"],"default":null,"pii":true},{"name":"positionId","doc":"The position held; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"departmentId","doc":"The department belonged to; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"hiredAt","doc":"First moment of the employment, in UTC milliseconds.","type":{"type":"long","logicalType":"timestamp-millis"}}]}`,
  },
  {
    service: 'employees',
    event: 'EmployeeLeft',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"EmployeeLeft","namespace":"aviary.employees","doc":"A person no longer works for the company.","fields":[${META_FIELD},{"name":"employeeId","doc":"The person.","type":{"type":"string","logicalType":"uuid"}},{"name":"leftAt","doc":"Last moment of the employment, in UTC milliseconds.","type":{"type":"long","logicalType":"timestamp-millis"}}]}`,
  },
  {
    service: 'employees',
    event: 'LogEpochOpened',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LogEpochOpened","namespace":"aviary.employees","doc":"The log was restored or moved and goes on in a new epoch: events of older epochs from here on are void.","fields":[${META_FIELD},{"name":"fromPosition","doc":"First position of the new epoch; what older epochs have from there on is void.","type":"long"}]}`,
  },
  {
    service: 'employees',
    event: 'PositionDefined',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"PositionDefined","namespace":"aviary.employees","doc":"A position exists that people can hold.","fields":[${META_FIELD},{"name":"positionId","doc":"The position.","type":{"type":"string","logicalType":"uuid"}},{"name":"title","doc":"What it is called.","type":["null","string"],"default":null}]}`,
  },
];
