import { type EmployeesEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** A position that people can hold. */
export interface PositionRow {
  positionId: string;
  title: string;
}

type PositionEvent = Extract<EmployeesEvent, { event: 'PositionDefined' }>;

/** All positions of a tenant. */
export const positions = defineProjection<PositionRow, PositionEvent, { key: 'positionId' }>({
  service: 'employees',
  name: 'positions',
  version: 1,
  events: { employees: ['PositionDefined'] },
  table: {
    columns: { positionId: 'uuid', title: 'text' },
    primaryKey: ['positionId'],
    indexes: [['title', 'positionId']],
  },
  keys: ({ body }) => [{ positionId: body.positionId }],
  evolve: (_, { body }) => ({ positionId: body.positionId, title: body.title ?? '' }),
});
