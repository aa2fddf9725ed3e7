import { type Fact } from '#libs/kernel';

/** What can happen to a task. Amounts are whole minor units of the tenant's asset, times epoch milliseconds. */
export type TaskFact =
  | Fact<
      'TaskCreated',
      {
        taskId: string;
        title: string;
        description: string | null;
        projectId: string | null;
        parentTaskId: string | null;
        deadline: number | null;
        assignmentFee: number;
        completionReward: number;
        createdBy: string | null;
        ticketId: string | null;
      }
    >
  | Fact<
      'TaskAssigned',
      {
        taskId: string;
        assigneeId: string;
        previousAssigneeId: string | null;
        projectId: string | null;
        assignmentFee: number;
        reason: string | null;
        draw: string | null;
      }
    >
  | Fact<'TaskCompleted', { taskId: string; assigneeId: string; projectId: string | null; completionReward: number }>;

/** Why a task came to somebody. An open set: new reasons may come. */
export type AssignmentReason = 'created' | 'reassigned' | 'manual' | 'imported';

interface Terms {
  readonly taskId: string;
  readonly projectId: string | null;
  readonly assignmentFee: number;
  readonly completionReward: number;
}

export type Task =
  | { readonly status: 'absent' }
  | (Terms & { readonly status: 'unassigned' })
  | (Terms & { readonly status: 'open'; readonly assigneeId: string })
  | (Terms & { readonly status: 'completed'; readonly assigneeId: string });

export const noTask: Task = { status: 'absent' };

/** @returns the task after the fact; a fact that does not fit the state leaves it, since facts are not questioned */
export function evolveTask(task: Task, fact: TaskFact): Task {
  switch (fact.event) {
    case 'TaskCreated': {
      const { taskId, projectId, assignmentFee, completionReward } = fact.body;
      return { status: 'unassigned', taskId, projectId, assignmentFee, completionReward };
    }
    case 'TaskAssigned':
      return task.status === 'absent' ? task : { ...task, status: 'open', assigneeId: fact.body.assigneeId };
    case 'TaskCompleted':
      return task.status === 'absent' ? task : { ...task, status: 'completed', assigneeId: fact.body.assigneeId };
  }
}
