import { type TasksEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** What a task is called, so that a line of money can say what it was for. */
export interface TaskTitleRow {
  taskId: string;
  title: string | null;
  ticketId: string | null;
}

export const taskTitles = defineProjection<TaskTitleRow, Extract<TasksEvent, { event: 'TaskCreated' }>>({
  service: 'accounting',
  name: 'task_titles',
  version: 2,
  events: { tasks: ['TaskCreated'] },
  table: {
    columns: { taskId: 'uuid', title: { type: 'text', nullable: true }, ticketId: { type: 'text', nullable: true } },
    primaryKey: ['taskId'],
  },
  keys: ({ body }) => [{ taskId: body.taskId }],
  evolve: (_, { body }) => ({ taskId: body.taskId, title: body.title, ticketId: body.ticketId }),
});
