import { type TasksEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** A task and, once it is done, when and for how much (whole minor units). */
export interface CompletedTaskRow {
  taskId: string;
  title: string | null;
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
  version: 1,
  events: { tasks: ['TaskCreated', 'TaskCompleted'] },
  table: {
    columns: {
      taskId: 'uuid',
      title: { type: 'text', nullable: true },
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
    if (event.event === 'TaskCreated')
      return { taskId, title: event.body.title, assigneeId: null, completionReward, completedAt: null };
    const { assigneeId } = event.body;
    return { taskId, title: row?.title ?? null, assigneeId, completionReward, completedAt: event.meta.occurredAt };
  },
});
