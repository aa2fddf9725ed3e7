import { conflict, type Decider, notFound } from '#libs/kernel';
import { type AssignmentReason, evolveTask, noTask, type Task, type TaskFact } from './task.js';

/** Who was drawn, and how: `draw` is `<place>/<number of candidates>`, null when somebody was named. */
export interface Assignment {
  readonly assigneeId: string;
  readonly draw: string | null;
  readonly reason: AssignmentReason;
}

export type TaskCommand =
  | {
      readonly type: 'create';
      readonly taskId: string;
      readonly title: string;
      readonly description: string | null;
      readonly projectId: string | null;
      readonly parentTaskId: string | null;
      readonly deadline: number | null;
      readonly assignmentFee: number;
      readonly completionReward: number;
      /** A person's id; null where none is known. */
      readonly createdBy: string | null;
      /** In the tracker that the task comes from. */
      readonly ticketId: string | null;
      readonly assignment: Assignment;
    }
  | { readonly type: 'reassign'; readonly assignment: Assignment }
  | { readonly type: 'complete'; readonly by: string };

export const task: Decider<Task, TaskCommand, TaskFact> = {
  initialState: noTask,
  evolve: evolveTask,
  decide: decideTask,
};

/**
 * @throws DomainError `task-exists`, `task-not-found`, `task-already-completed`, `task-of-another` (the task is
 *   assigned to somebody else: nobody completes for another)
 */
export function decideTask(command: TaskCommand, state: Task): TaskFact[] {
  switch (command.type) {
    case 'create':
      return create(command, state);
    case 'reassign':
      return reassign(command.assignment, state);
    case 'complete':
      return complete(command.by, state);
  }
}

function create(command: Extract<TaskCommand, { type: 'create' }>, state: Task): TaskFact[] {
  if (state.status !== 'absent') throw conflict('task-exists', 'A task with this id exists already.');
  const { type: _, assignment, ...body } = command;
  return [{ event: 'TaskCreated', body }, assigned(command, null, assignment)];
}

function reassign(assignment: Assignment, state: Task): TaskFact[] {
  if (state.status === 'absent') throw taskNotFound();
  if (state.status === 'completed') throw alreadyCompleted();
  return [assigned(state, state.status === 'open' ? state.assigneeId : null, assignment)];
}

function complete(by: string, state: Task): TaskFact[] {
  if (state.status === 'absent') throw taskNotFound();
  if (state.status === 'completed') throw alreadyCompleted();
  if (state.status !== 'open' || state.assigneeId !== by)
    throw conflict('task-of-another', 'This task is assigned to somebody else; only its assignee can complete it.');
  const { taskId, assigneeId, projectId, completionReward } = state;
  return [{ event: 'TaskCompleted', body: { taskId, assigneeId, projectId, completionReward } }];
}

function assigned(
  terms: { taskId: string; projectId: string | null; assignmentFee: number },
  previousAssigneeId: string | null,
  { assigneeId, draw, reason }: Assignment,
): TaskFact {
  const { taskId, projectId, assignmentFee } = terms;
  return {
    event: 'TaskAssigned',
    body: { taskId, assigneeId, previousAssigneeId, projectId, assignmentFee, reason, draw },
  };
}

/** 404: there is no such task in this tenant. */
export const taskNotFound = () => notFound('task-not-found', 'There is no task with this id.', { field: 'id' });

const alreadyCompleted = () => conflict('task-already-completed', 'This task is completed already.');
