import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, executeCommand } from '#libs/event-store';
import { invalid, personOf, uuidv7 } from '#libs/kernel';
import { TenantRegistry } from '#libs/tenancy';
import { drawAssignee, drawTerms } from '../domain/draw.js';
import { type Assignment, task } from '../domain/task.decide.js';
import { trueChance } from './chance.js';
import { PeopleQuery } from '../projections/assignable-people/assignable-people.query.js';

export interface NewTask {
  readonly title: string;
  readonly ticketId: string | null;
  readonly description: string | null;
  readonly projectId: string | null;
  readonly deadline: number | null;
  /** Who is to do it; null draws somebody. */
  readonly assigneeId: string | null;
}

export interface CreatedTask {
  readonly [member: string]: string | number;
  readonly id: string;
  readonly assigneeId: string;
  readonly assignmentFee: number;
  readonly completionReward: number;
  readonly status: 'open';
}

/** Makes a task, draws what it costs and pays, and gives it to somebody. */
@Injectable()
export class CreateTask {
  constructor(
    private readonly log: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly people: PeopleQuery,
  ) {}

  /**
   * @throws DomainError `no-eligible-assignee` (nobody can be drawn), `assignee-not-eligible`, `unknown-project`
   */
  async execute(context: CommandContext, wanted: NewTask): Promise<CreatedTask> {
    const { settings } = await this.tenants.get(context.tenant);
    const terms = drawTerms(settings, trueChance);
    const assignment = await this.assign(context.tenant, wanted.assigneeId);
    await this.projectMustExist(context.tenant, wanted.projectId);
    const { title, ticketId, description, projectId, deadline } = wanted;
    const taskId = uuidv7();
    const createdBy = personOf(context.actor);
    const details = { title, ticketId, description, projectId, parentTaskId: null, deadline, createdBy };
    return await executeCommand(this.log, task, {
      streamId: `task:${taskId}`,
      command: { type: 'create', taskId, ...details, ...terms, assignment },
      context,
      answer: () => ({ id: taskId, assigneeId: assignment.assigneeId, ...terms, status: 'open' as const }),
    });
  }

  /** Asked of the log itself: a project made a moment ago is one. */
  private async projectMustExist(tenant: string, projectId: string | null): Promise<void> {
    if (projectId === null || (await this.log.streamVersion(tenant, `project:${projectId}`)) > 0) return;
    throw invalid('unknown-project', 'There is no project with this id.', { field: 'projectId' });
  }

  private async assign(tenant: string, named: string | null): Promise<Assignment> {
    const candidates = await this.people.assignable(tenant);
    if (named === null) return { ...drawAssignee(candidates, trueChance), reason: 'created' };
    if (!candidates.includes(named)) throw notEligible();
    return { assigneeId: named, draw: null, reason: 'manual' };
  }
}

const notEligible = () =>
  invalid('assignee-not-eligible', 'This person cannot be given tasks; leave assigneeId out to draw somebody.', {
    field: 'assigneeId',
  });
