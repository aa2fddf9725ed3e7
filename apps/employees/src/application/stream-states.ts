import { type StreamStates } from '#libs/http';
import { directory } from '../projections/directory/directory.projection.js';

type EmployeeEvents = Parameters<typeof directory.fold>[1];

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** What an employee was, by the fold that the directory is made of. That they were erased is another log's to tell. */
export const streamStates: StreamStates = {
  employee(events) {
    const [row] = directory.fold([], events as EmployeeEvents).upserts;
    if (!row) return null;
    const { employeeId: id, name, positionId, departmentId, hiredAt, leftAt } = row;
    return { id, name, positionId, departmentId, hiredAt: iso(hiredAt), leftAt: iso(leftAt) };
  },
};
