import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { appendCommand, type CommandContext, EventLog, type NewEvent } from '#libs/event-store';
import { conflict, foldFacts, unavailable, uuidv5 } from '#libs/kernel';
import { Subscriptions } from '#libs/messaging';
import { type Chance, drawAssignee } from '../domain/draw.js';
import { type TaskFact } from '../domain/task.js';
import { decideTask, task } from '../domain/task.decide.js';
import { PeopleQuery } from '../projections/assignable-people/assignable-people.query.js';
import { type OpenTask, TaskListQuery } from '../projections/task-list/task-list.query.js';
import { derivedChance, trueChance } from './chance.js';
import { PeopleCaughtUp } from './people-caught-up.js';

export interface Reassigned {
  readonly [member: string]: number;
  readonly reassigned: number;
}

const PREFIX = 'task:';
const ATTEMPTS = 10;
const VIEW_WAIT_MS = 5_000;
const LONGEST_PAUSE_MS = 150;

/**
 * Draws anew for every open task. It is one command over all their streams: either every open task moves and is
 * charged for, or none does, so that a repeat after a failure charges nobody twice. The list says which tasks may be open,
 * their streams say what they are; if one of them moves on meanwhile, the whole is decided again.
 *
 * Told of the past, it moves what had been given out before that moment and is open still, and draws by a chance that
 * derives from task and moment: told again, it finds nothing left to move.
 */
@Injectable()
export class ReassignTasks {
  constructor(
    private readonly log: EventLog,
    private readonly people: PeopleQuery,
    private readonly tasks: TaskListQuery,
    private readonly subscriptions: Subscriptions,
    private readonly peopleThen: PeopleCaughtUp,
  ) {}

  /** @throws DomainError `no-eligible-assignee`, `tasks-keep-changing` (409), `view-behind`, `people-behind` (503) */
  async execute(context: CommandContext): Promise<Reassigned> {
    const { tenant, occurredAt } = context;
    const candidates = await (occurredAt === undefined ? this.people : this.peopleThen).assignable(tenant);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const listed = (await this.openTasks(tenant)).filter(({ assignedAt }) => assignedAt < (occurredAt ?? Infinity));
      const streams = await this.streams(tenant, listed);
      const open = [...streams].filter(([, facts]) => foldFacts(task, facts).status === 'open');
      const outcome = await appendCommand<Reassigned>(this.log, context, {
        events: open.flatMap(([streamId, facts]) => reassigned(streamId, facts, candidates, context)),
        expected: new Map(open.map(([streamId, facts]) => [streamId, facts.length])),
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

  private async streams(tenant: string, tasks: readonly OpenTask[]): Promise<Map<string, TaskFact[]>> {
    const read = await this.log.readStreams(
      tenant,
      tasks.map(({ taskId }) => PREFIX + taskId),
    );
    return read as unknown as Map<string, TaskFact[]>;
  }
}

function reassigned(
  streamId: string,
  facts: readonly TaskFact[],
  candidates: readonly string[],
  { tenant, occurredAt }: CommandContext,
): NewEvent[] {
  const taskId = streamId.slice(PREFIX.length);
  const past = occurredAt === undefined ? undefined : [tenant, 'reassigned', taskId, String(occurredAt)];
  const chance: Chance = past ? derivedChance(...past) : trueChance;
  const { assigneeId, draw } = drawAssignee(candidates, chance);
  const command = { type: 'reassign', assignment: { assigneeId, draw, reason: 'reassigned' } } as const;
  return decideTask(command, foldFacts(task, facts)).map((fact) => ({
    ...{ streamId, ...fact },
    ...(past ? { eventId: uuidv5(...past) } : {}),
  }));
}
