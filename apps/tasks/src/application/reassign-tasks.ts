import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { appendCommand, type CommandContext, EventLog } from '#libs/event-store';
import { conflict, unavailable } from '#libs/kernel';
import { Subscriptions } from '#libs/messaging';
import { drawAssignee } from '../domain/draw.js';
import { decideTask } from '../domain/task.decide.js';
import { PeopleQuery } from '../projections/assignable-people/assignable-people.query.js';
import { type OpenTask, TaskListQuery } from '../projections/task-list/task-list.query.js';
import { trueChance } from './chance.js';

export interface Reassigned {
  readonly [member: string]: number;
  readonly reassigned: number;
}

const ATTEMPTS = 10;
const VIEW_WAIT_MS = 5_000;
const LONGEST_PAUSE_MS = 150;

/**
 * Draws anew for every open task. It is one command over all their streams: either every open task moves and is
 * charged for, or none does, so that a repeat after a failure charges nobody twice. Each stream's version is stated as
 * the list showed it; if a task was completed or moved meanwhile, the whole is decided again.
 */
@Injectable()
export class ReassignTasks {
  constructor(
    private readonly log: EventLog,
    private readonly people: PeopleQuery,
    private readonly tasks: TaskListQuery,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** @throws DomainError `no-eligible-assignee`, `tasks-keep-changing` (409), `view-behind` (503) */
  async execute(context: CommandContext): Promise<Reassigned> {
    const candidates = await this.people.assignable(context.tenant);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const open = await this.openTasks(context.tenant);
      const outcome = await appendCommand<Reassigned>(this.log, context, {
        events: open.flatMap((task) => reassigned(task, candidates)),
        expected: new Map(open.map((task) => [`task:${task.taskId}`, task.version])),
        answer: { reassigned: open.length },
      });
      if (outcome !== 'conflict') return outcome;
      await pause(trueChance(10, LONGEST_PAUSE_MS));
    }
    throw conflict('tasks-keep-changing', 'The open tasks changed faster than they could be reassigned; try again.');
  }

  /** The list as of the log's head: a task just created must not be left out. */
  private async openTasks(tenant: string): Promise<OpenTask[]> {
    const { epoch, position } = await this.log.head(tenant);
    if (!(await this.subscriptions.reached(tenant, 'tasks', epoch, position, VIEW_WAIT_MS)))
      throw unavailable('view-behind', 'The list of tasks has not caught up with the log yet; try again.');
    return await this.tasks.open(tenant);
  }
}

function reassigned(task: OpenTask, candidates: readonly string[]) {
  const { assigneeId, draw } = drawAssignee(candidates, trueChance);
  const command = { type: 'reassign', assignment: { assigneeId, draw, reason: 'reassigned' } } as const;
  return decideTask(command, { ...task, status: 'open' }).map((fact) => ({ streamId: `task:${task.taskId}`, ...fact }));
}
