import { type AuthEvent, type EmployeesEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** A person of the company, with their name unsealed. Times are epoch milliseconds. */
export interface DirectoryRow {
  employeeId: string;
  name: string | null;
  positionId: string | null;
  departmentId: string | null;
  /** Null of those who were erased and never employed. */
  hiredAt: number | null;
  /** Null while employed. */
  leftAt: number | null;
  /** Written from the log of auth, all else from the own one. */
  erased: boolean;
}

type DirectoryEvent =
  | Extract<EmployeesEvent, { event: 'EmployeeHired' | 'EmployeeChanged' | 'EmployeeLeft' }>
  | Extract<AuthEvent, { event: 'PersonErased' }>;

const unknown = (employeeId: string): DirectoryRow => ({
  employeeId,
  name: null,
  positionId: null,
  departmentId: null,
  hiredAt: null,
  leftAt: null,
  erased: false,
});

function fold(row: DirectoryRow, { event, body }: DirectoryEvent): DirectoryRow {
  switch (event) {
    case 'EmployeeHired': {
      const { name, positionId, departmentId, hiredAt } = body;
      return { ...row, name, positionId, departmentId, hiredAt, leftAt: null };
    }
    case 'EmployeeChanged':
      return body.after ? { ...row, ...body.after } : row;
    case 'EmployeeLeft':
      return { ...row, leftAt: body.leftAt };
    case 'PersonErased':
      return { ...row, erased: true };
  }
}

/**
 * Everybody who works or has worked for the company. That somebody was erased comes from another log, at any time, even
 * before they were hired: from then on the name is null whatever else comes, so the order does not matter.
 */
export const directory = defineProjection<DirectoryRow, DirectoryEvent, { key: 'employeeId' }>({
  service: 'employees',
  name: 'directory',
  version: 1,
  events: { employees: ['EmployeeHired', 'EmployeeChanged', 'EmployeeLeft'], auth: ['PersonErased'] },
  table: {
    columns: {
      employeeId: 'uuid',
      name: { type: 'text', nullable: true },
      positionId: { type: 'uuid', nullable: true },
      departmentId: { type: 'uuid', nullable: true },
      hiredAt: { type: 'instant', nullable: true },
      leftAt: { type: 'instant', nullable: true },
      erased: 'boolean',
    },
    primaryKey: ['employeeId'],
    indexes: [['departmentId', 'employeeId']],
  },
  keys: ({ event, body }) => [{ employeeId: event === 'PersonErased' ? body.userId : body.employeeId }],
  evolve(row, event, { employeeId }) {
    const next = fold(row ?? unknown(employeeId), event);
    return next.erased ? { ...next, name: null } : next;
  },
});
