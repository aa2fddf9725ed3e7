import { type TasksEvent } from '#libs/contracts';
import { defineProjection } from '#libs/projections';

/** A task as it stands. Amounts are whole minor units, times epoch milliseconds. */
export interface TaskRow {
  taskId: string;
  title: string;
  ticketId: string | null;
  description: string | null;
  projectId: string | null;
  parentTaskId: string | null;
  deadline: number | null;
  assigneeId: string | null;
  assignmentFee: number;
  completionReward: number;
  status: 'open' | 'completed';
  createdBy: string | null;
  createdAt: number;
  assignedAt: number | null;
  completedAt: number | null;
  /** The stream's version: who reassigns many tasks at once states what they saw. */
  version: number;
  /** Where the task's first event lies in the log: the order of lists. */
  createdPosition: number;
}

type TaskEvent = Extract<TasksEvent, { event: 'TaskCreated' | 'TaskAssigned' | 'TaskCompleted' }>;

export const taskList = defineProjection<TaskRow, TaskEvent>({
  service: 'tasks',
  name: 'task_list',
  version: 2,
  events: { tasks: ['TaskCreated', 'TaskAssigned', 'TaskCompleted'] },
  table: {
    columns: {
      taskId: 'uuid',
      title: 'text',
      ticketId: { type: 'text', nullable: true },
      description: { type: 'text', nullable: true },
      projectId: { type: 'uuid', nullable: true },
      parentTaskId: { type: 'uuid', nullable: true },
      deadline: { type: 'instant', nullable: true },
      assigneeId: { type: 'uuid', nullable: true },
      assignmentFee: 'long',
      completionReward: 'long',
      status: 'text',
      createdBy: { type: 'text', nullable: true },
      createdAt: 'instant',
      assignedAt: { type: 'instant', nullable: true },
      completedAt: { type: 'instant', nullable: true },
      version: 'long',
      createdPosition: 'long',
    },
    primaryKey: ['taskId'],
    indexes: [['createdPosition'], ['assigneeId', 'status', 'createdPosition'], ['status', 'createdPosition']],
  },
  keys: (event) => [{ taskId: event.body.taskId }],
  evolve(row, event) {
    const { version, occurredAt, position } = event.meta;
    switch (event.event) {
      case 'TaskCreated': {
        const unassigned = { assigneeId: null, assignedAt: null, completedAt: null, status: 'open' as const };
        const { title, ...body } = event.body;
        const told = { ...body, title: title ?? '' };
        return { ...told, ...unassigned, createdAt: occurredAt, version, createdPosition: position };
      }
      case 'TaskAssigned':
        return row ? { ...row, assigneeId: event.body.assigneeId, assignedAt: occurredAt, version } : null;
      case 'TaskCompleted':
        return row ? { ...row, status: 'completed', completedAt: occurredAt, version } : null;
    }
  },
});
