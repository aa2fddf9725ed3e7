import { type TasksEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** A task and, once it is done, when and for how much (whole minor units). */
export interface CompletedTaskRow {
  taskId: string;
  title: string | null;
  ticketId: string | null;
  assigneeId: string | null;
  completionReward: number;
  completedAt: number | null;
}

type TaskEvent = Extract<TasksEvent, { event: 'TaskCreated' | 'TaskCompleted' }>;

/**
 * One row per task rather than one maximum per day: which day a completion lies in depends on the tenant's time zone,
 * which may change, and a fold knows only its events.
 */
export const completedTasks = defineProjection<CompletedTaskRow, TaskEvent>({
  service: 'analytics',
  name: 'completed_tasks',
  version: 2,
  events: { tasks: ['TaskCreated', 'TaskCompleted'] },
  table: {
    columns: {
      taskId: 'uuid',
      title: { type: 'text', nullable: true },
      ticketId: { type: 'text', nullable: true },
      assigneeId: { type: 'uuid', nullable: true },
      completionReward: 'long',
      completedAt: { type: 'instant', nullable: true },
    },
    primaryKey: ['taskId'],
    indexes: [['completedAt', 'completionReward']],
  },
  keys: ({ body }) => [{ taskId: body.taskId }],
  evolve(row, event) {
    const { taskId, completionReward } = event.body;
    if (event.event === 'TaskCreated') {
      const { title, ticketId } = event.body;
      return { taskId, title, ticketId, assigneeId: null, completionReward, completedAt: null };
    }
    const { assigneeId } = event.body;
    const named = { title: row?.title ?? null, ticketId: row?.ticketId ?? null };
    return { taskId, ...named, assigneeId, completionReward, completedAt: event.meta.occurredAt };
  },
});
