import { type TasksEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** Which imports are telling of the past: while one is open, the clock closes no cycle. */
export interface ImportRow {
  importId: string;
  open: boolean;
}

type ImportEvent = Extract<TasksEvent, { event: 'ImportStarted' | 'ImportFinished' | 'ImportAbandoned' }>;

export const imports = defineProjection<ImportRow, ImportEvent>({
  service: 'accounting',
  name: 'imports',
  version: 1,
  events: { tasks: ['ImportStarted', 'ImportFinished', 'ImportAbandoned'] },
  table: { columns: { importId: 'uuid', open: 'boolean' }, primaryKey: ['importId'] },
  keys: ({ body }) => [{ importId: body.importId }],
  evolve: (_, { event, body }) => ({ importId: body.importId, open: event === 'ImportStarted' }),
});
