import { type TasksEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';
import { type ImportStatus } from '../../domain/import.js';

/** An import as it stands. Times are epoch milliseconds. */
export interface ImportRow {
  importId: string;
  source: string | null;
  status: ImportStatus;
  startedAt: number;
  startedPosition: number;
  /** Null while it is open. */
  endedAt: number | null;
  /** How many tasks it told of; null until it has finished. */
  tasks: number | null;
  /** Why it was given up, if it was. */
  reason: string | null;
}

type ImportEvent = Extract<TasksEvent, { event: 'ImportStarted' | 'ImportFinished' | 'ImportAbandoned' }>;

/** What has told of the past, and what still does. */
export const imports = defineProjection<ImportRow, ImportEvent>({
  service: 'tasks',
  name: 'imports',
  version: 1,
  events: { tasks: ['ImportStarted', 'ImportFinished', 'ImportAbandoned'] },
  table: {
    columns: {
      importId: 'uuid',
      source: { type: 'text', nullable: true },
      status: 'text',
      startedAt: 'instant',
      startedPosition: 'long',
      endedAt: { type: 'instant', nullable: true },
      tasks: { type: 'long', nullable: true },
      reason: { type: 'text', nullable: true },
    },
    primaryKey: ['importId'],
    indexes: [['startedPosition']],
  },
  keys: ({ body }) => [{ importId: body.importId }],
  evolve(row, { event, body, meta }) {
    const { occurredAt: at, position: startedPosition } = meta;
    if (event === 'ImportStarted') {
      const { importId, source } = body;
      return {
        ...{ importId, source, status: 'open', startedAt: at, startedPosition },
        ...{ endedAt: null, tasks: null, reason: null },
      };
    }
    if (!row) return null;
    return event === 'ImportFinished'
      ? { ...row, status: 'finished', endedAt: at, tasks: body.tasks }
      : { ...row, status: 'abandoned', endedAt: at, reason: body.reason };
  },
});
