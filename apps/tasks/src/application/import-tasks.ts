import { Injectable } from '@nestjs/common';
import { type AppendCommand, appendCommand, type CommandContext, EventLog } from '#libs/event-store';
import { conflict, foldFacts, personOf, type TenantSettings, uuidv5 } from '#libs/kernel';
import { TenantRegistry } from '#libs/tenancy';
import { type ImportFact, taskImport } from '../domain/import.js';
import { drawAssignee, drawTerms } from '../domain/draw.js';
import { noTask, type TaskFact } from '../domain/task.js';
import { decideTask, task } from '../domain/task.decide.js';
import { PeopleQuery } from '../projections/assignable-people/assignable-people.query.js';
import { derivedChance } from './chance.js';

/** A task of the past: made and, perhaps, done at the given times (epoch milliseconds). */
export interface ImportedTask {
  /** The row's own name; with the tenant's it gives all ids and draws. */
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly projectId: string | null;
  readonly deadline: number | null;
  /** Null draws somebody. */
  readonly assigneeId: string | null;
  readonly createdAt: number;
  readonly completedAt: number | null;
}

export interface ImportedCount {
  readonly [member: string]: number;
  readonly imported: number;
  readonly already: number;
}

/**
 * Makes tasks of the past by the same decisions as those of today. Ids and draws derive from tenant and row, so that what
 * is imported again is recognised and appends nothing; a row that comes again with its completion adds just that.
 */
@Injectable()
export class ImportTasks {
  constructor(
    private readonly log: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly people: PeopleQuery,
  ) {}

  /**
   * @throws DomainError `import-not-open`, `no-eligible-assignee`, `import-conflict` (a row's task exists with another
   *   history, or the import was ended meanwhile)
   */
  async execute(context: CommandContext, importId: string, rows: readonly ImportedTask[]): Promise<ImportedCount> {
    const guard = await this.openImport(context.tenant, importId);
    const { settings } = await this.tenants.get(context.tenant);
    const needsDraw = rows.some((row) => row.assigneeId === null);
    const candidates = needsDraw ? await this.people.assignable(context.tenant) : [];
    const histories = rows.map((row) => historyOf(row, context, settings, candidates));
    const created = await this.append(
      context,
      guard,
      rows,
      histories.map(({ create }) => create),
    );
    const done: { row: ImportedTask; command: AppendCommand }[] = [];
    for (const history of histories) {
      const command = await this.completion(context, history, created);
      if (command) done.push({ row: history.row, command });
    }
    const completed = await this.append(
      context,
      guard,
      done.map(({ row }) => row),
      done.map(({ command }) => command),
    );
    const fresh = new Set([...created, ...completed]);
    const imported = fresh.size;
    const answer = { imported, already: rows.length - imported };
    if (!context.idempotency) return answer;
    const kept = await appendCommand<ImportedCount>(this.log, context, { events: [], answer });
    return kept === 'conflict' ? answer : kept;
  }

  /**
   * What is left to say of a row that is done; nothing where that was said before. A task that was in already is asked of
   * the log: whoever has it is credited, and a row that names somebody else tells another history.
   */
  private async completion(
    context: CommandContext,
    { row, streamId, created, tell }: History,
    fresh: ReadonlySet<string>,
  ): Promise<AppendCommand | undefined> {
    if (row.completedAt === null) return undefined;
    const facts = fresh.has(row.id)
      ? created
      : ((await this.log.readStream(context.tenant, streamId)) as unknown as TaskFact[]);
    const state = foldFacts(task, facts);
    if (state.status === 'completed') return undefined;
    if (state.status !== 'open' || (row.assigneeId !== null && row.assigneeId !== state.assigneeId))
      throw otherHistory(row);
    return tell(decideTask({ type: 'complete', by: state.assigneeId }, state), facts.length, row.completedAt);
  }

  /** @returns the names of the rows that were not in yet */
  private async append(
    context: CommandContext,
    guard: { streamId: string; version: number },
    rows: readonly ImportedTask[],
    commands: readonly AppendCommand[],
  ): Promise<Set<string>> {
    const guarded = commands.map((command) => ({ ...command, guards: [guard] }));
    const outcomes = await this.log.appendAll(context.tenant, guarded);
    const refused = outcomes.findIndex(({ outcome }) => outcome === 'conflict' || outcome === 'key-reused');
    if (refused >= 0) throw otherHistory(rows[refused]);
    const last = outcomes.reduce((most, it) => ('position' in it && it.position > most.position ? it : most), {
      ...{ epoch: 1, position: 0 },
    });
    if (last.position > 0) context.result = { position: `tasks=${last.epoch}.${last.position}`, replayed: false };
    return new Set(rows.filter((_, at) => outcomes[at]?.outcome === 'appended').map(({ id }) => id));
  }

  private async openImport(tenant: string, importId: string): Promise<{ streamId: string; version: number }> {
    const streamId = `import:${importId}`;
    const facts = (await this.log.readStream(tenant, streamId)) as unknown as ImportFact[];
    if (foldFacts(taskImport, facts) !== 'open')
      throw conflict('import-not-open', 'Start the import first.', { field: 'id' });
    return { streamId, version: facts.length };
  }
}

const otherHistory = (row: ImportedTask | undefined) =>
  conflict('import-conflict', `Row "${row?.id}" names a task that exists with another history.`);

interface History {
  readonly row: ImportedTask;
  readonly streamId: string;
  readonly created: readonly TaskFact[];
  readonly create: AppendCommand;
  /** Facts that follow so many others of the stream, at the given moment, as a command. */
  readonly tell: (facts: readonly TaskFact[], after: number, at: number) => AppendCommand;
}

/** What happened to a task, as two commands: a row that was open when it was imported may be done in a later import. */
function historyOf(
  row: ImportedTask,
  context: CommandContext,
  settings: TenantSettings,
  candidates: readonly string[],
): History {
  const taskId = uuidv5(context.tenant, 'imported-task', row.id);
  const streamId = `task:${taskId}`;
  const chance = derivedChance(context.tenant, row.id);
  const terms = drawTerms(settings, chance);
  const { assigneeId, draw } =
    row.assigneeId === null ? drawAssignee(candidates, chance) : { assigneeId: row.assigneeId, draw: null };
  const { title, description, projectId, deadline } = row;
  const details = { title, description, projectId, parentTaskId: null, deadline, createdBy: personOf(context.actor) };
  const assignment = { assigneeId, draw, reason: 'imported' as const };
  const created = decideTask({ type: 'create', taskId, ...details, ...terms, assignment }, noTask);
  const tell = (facts: readonly TaskFact[], after: number, at: number): AppendCommand => ({
    events: facts.map((fact, ordinal) => ({
      ...{ streamId, ...fact, occurredAt: at },
      eventId: uuidv5(context.tenant, 'imported-task', row.id, after + ordinal),
    })),
    expected: new Map([[streamId, after]]),
    actor: context.actor,
    correlationId: context.correlationId,
  });
  return { row, streamId, created, create: tell(created, 0, row.createdAt), tell };
}
