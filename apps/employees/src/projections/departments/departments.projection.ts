import { type EmployeesEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** A department that people can belong to. */
export interface DepartmentRow {
  departmentId: string;
  name: string;
}

type DepartmentEvent = Extract<EmployeesEvent, { event: 'DepartmentDefined' }>;

/** All departments of a tenant. */
export const departments = defineProjection<DepartmentRow, DepartmentEvent, { key: 'departmentId' }>({
  service: 'employees',
  name: 'departments',
  version: 1,
  events: { employees: ['DepartmentDefined'] },
  table: {
    columns: { departmentId: 'uuid', name: 'text' },
    primaryKey: ['departmentId'],
    indexes: [['name', 'departmentId']],
  },
  keys: ({ body }) => [{ departmentId: body.departmentId }],
  evolve: (_, { body }) => ({ departmentId: body.departmentId, name: body.name ?? '' }),
});
