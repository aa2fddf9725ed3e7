import { type NewEvent } from '#libs/event-store';
import { conflict, DomainError, foldFacts, type RecordedEvent, uuidv5 } from '#libs/kernel';
import { drawAssignee, type DrawRanges, drawTerms } from '../domain/draw.js';
import { type ImportedTask } from '../domain/imported-task.js';
import { importedProjectId, project } from '../domain/project.js';
import { evolveTask, type Task, type TaskFact } from '../domain/task.js';
import { decideTask, task, type TaskCommand } from '../domain/task.decide.js';
import { derivedChance } from './chance.js';

/** What the rows of an import are told against. */
export interface Past {
  readonly tenant: string;
  readonly ranges: DrawRanges;
  /** Who may be drawn, for rows that name nobody. */
  readonly candidates: readonly string[];
  /** The person who imports; null where it is no person. */
  readonly createdBy: string | null;
  /** What the log has already, by stream. */
  readonly known: ReadonlyMap<string, readonly RecordedEvent<TaskFact>[]>;
  /** Under which it is told: what was recorded under the same before was told by the same wish, whose answer was lost. */
  readonly correlationId?: string | undefined;
}

/** What is new in the rows, in the order in which it happened. */
export interface Told {
  readonly events: readonly NewEvent[];
  /** The version of each stream on which that rests. */
  readonly expected: ReadonlyMap<string, number>;
  /** How many rows had something new, now or when they were told before under the same correlation id. */
  readonly imported: number;
  /** Rows that cannot be told, and why; nothing of them is among the events. */
  readonly refused: readonly RefusedRow[];
}

export interface RefusedRow {
  readonly row: ImportedTask;
  readonly error: DomainError;
}

type PastEvent = NewEvent & { readonly occurredAt: number };

const taskIdOf = (tenant: string, row: ImportedTask): string => uuidv5(tenant, 'imported-task', row.id);
const projectStream = (tenant: string, name: string): string => `project:${importedProjectId(tenant, name)}`;

/** The streams that rows are about: the projects that they name, and their tasks. */
export function streamsOf(tenant: string, rows: readonly ImportedTask[]): string[] {
  const projects = rows.flatMap(({ project: name }) => (name === null ? [] : [projectStream(tenant, name)]));
  return [...new Set([...projects, ...rows.map((row) => `task:${taskIdOf(tenant, row)}`)])];
}

/**
 * Says what the log does not have yet: projects, tasks, and which of them are done. Ids and draws derive from tenant and
 * row, so that what is told again is nothing new; a row that comes again with its completion adds just that. A row is
 * refused with `no-eligible-assignee`, or with `import-conflict` where its task exists with another history: it came to
 * somebody else at first and is with somebody else now, or it was completed at another time.
 */
export function tellOfPast(rows: readonly ImportedTask[], past: Past): Told {
  const tasks = new Map<string, TaskSoFar>();
  const events: PastEvent[] = [];
  const refused: RefusedRow[] = [];
  const toldBefore = new Set<string>();
  const made = rows.filter((row) => {
    try {
      const news = newsOfTask(row, past, tasks);
      events.push(...news);
      if (news.length === 0 && isOfThisTelling(row, past)) toldBefore.add(row.id);
      return news.some(({ event }) => event === 'TaskCreated');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refused.push({ row, error });
      return false;
    }
  });
  const projects = newProjects(made, past);
  // The sort is stable: at the same moment a project comes before its tasks, and a task is made before it is done.
  const all = [...projects, ...events].sort((one, other) => one.occurredAt - other.occurredAt);
  const changed = [...tasks].filter(([, { news }]) => news > 0);
  const expected = new Map([
    ...projects.map(({ streamId }) => [streamId, 0] as const),
    ...changed.map(([streamId, { known }]) => [streamId, known] as const),
  ]);
  const imported = changed.reduce((sum, [, { news }]) => sum + news, toldBefore.size);
  return { events: all, expected, imported, refused };
}

const isOfThisTelling = (row: ImportedTask, { tenant, known, correlationId }: Past): boolean =>
  (known.get(`task:${taskIdOf(tenant, row)}`) ?? []).some(({ meta }) => meta.correlationId === correlationId);

/** A task as it is once the rows before have been told. */
interface TaskSoFar {
  readonly state: Task;
  /** How many events the log has of it, and how many there are with those that are told now. */
  readonly known: number;
  readonly version: number;
  /** When the last of them happened: its completion, when it is completed. */
  readonly last: number;
  /** Whose it was at first. */
  readonly first: string | undefined;
  /** How many rows had something new about it. */
  readonly news: number;
}

function newsOfTask(row: ImportedTask, past: Past, tasks: Map<string, TaskSoFar>): PastEvent[] {
  const streamId = `task:${taskIdOf(past.tenant, row)}`;
  const before = tasks.get(streamId) ?? taskBefore(row, past.known.get(streamId) ?? []);
  if (before.state.status !== 'absent') assertSameHistory(row, before);
  const news = newsOf(row, before.state, past);
  if (news.length === 0) return [];
  tasks.set(streamId, {
    state: news.reduce((after, { fact }) => evolveTask(after, fact), before.state),
    known: before.known,
    version: before.version + news.length,
    last: lastOf(row, news, before.last),
    first: before.first ?? firstAssignee(news.map(({ fact }) => fact)),
    news: before.news + 1,
  });
  return news.map(({ fact, at }, ordinal) => {
    const eventId = uuidv5(past.tenant, 'imported-task', row.id, before.version + ordinal);
    return { streamId, eventId, occurredAt: at, ...fact };
  });
}

function taskBefore(row: ImportedTask, facts: readonly RecordedEvent<TaskFact>[]): TaskSoFar {
  const last = facts.at(-1)?.meta.occurredAt ?? row.createdAt;
  const first = firstAssignee(facts);
  return { state: foldFacts(task, facts), known: facts.length, version: facts.length, last, first, news: 0 };
}

const firstAssignee = (facts: readonly TaskFact[]): string | undefined =>
  facts.find((fact) => fact.event === 'TaskAssigned')?.body.assigneeId;

/** A task may have come to somebody else since, and been completed: neither contradicts a row that does not say so. */
function assertSameHistory({ assigneeId, completedAt, ...row }: ImportedTask, { state, first, last }: TaskSoFar): void {
  const now = 'assigneeId' in state ? state.assigneeId : undefined;
  const ofAnother = assigneeId !== null && assigneeId !== first && assigneeId !== now;
  const atAnotherTime = state.status === 'completed' && completedAt !== null && completedAt !== last;
  if (ofAnother || atAnotherTime) throw otherHistory(row);
}

/**
 * When the last thing happened to a task. Nothing may have happened to it before what is known already: all of a call is
 * told in order of time, and a task that is done before it is made would be paid for twice.
 */
function lastOf(row: ImportedTask, news: readonly { readonly at: number }[], before: number): number {
  return news.reduce((last, { at }) => {
    if (at < last) throw otherHistory(row);
    return at;
  }, before);
}

/** A project begins with the first task that names it. */
function newProjects(rows: readonly ImportedTask[], past: Past): PastEvent[] {
  const { tenant, known } = past;
  const begins = new Map<string, number>();
  for (const { project: name, createdAt } of rows)
    if (name !== null) begins.set(name, Math.min(begins.get(name) ?? createdAt, createdAt));
  return [...begins].flatMap(([name, occurredAt]) => {
    const streamId = projectStream(tenant, name);
    if (known.has(streamId)) return [];
    const command = { projectId: importedProjectId(tenant, name), name };
    const eventId = uuidv5(tenant, 'imported-project', name, 0);
    return project.decide(command, 'absent').map((fact) => ({ streamId, eventId, occurredAt, ...fact }));
  });
}

function newsOf(row: ImportedTask, before: Task, past: Past): { fact: TaskFact; at: number }[] {
  const made = before.status === 'absent' ? decideTask(createOf(row, past), before) : [];
  const state = made.reduce(evolveTask, before);
  const { completedAt } = row;
  const done = completedAt === null ? [] : decideEnd(row, state);
  return [
    ...made.map((fact) => ({ fact, at: row.createdAt })),
    ...done.map((fact) => ({ fact, at: completedAt ?? row.createdAt })),
  ];
}

/** Whoever has the task is credited; a row that names somebody else tells another history. */
function decideEnd(row: ImportedTask, state: Task): TaskFact[] {
  if (state.status === 'completed') return [];
  if (state.status !== 'open' || (row.assigneeId !== null && row.assigneeId !== state.assigneeId))
    throw otherHistory(row);
  return decideTask({ type: 'complete', by: state.assigneeId }, state);
}

function createOf(row: ImportedTask, { tenant, ranges, candidates, createdBy }: Past): TaskCommand {
  const chance = derivedChance(tenant, row.id);
  const terms = drawTerms(ranges, chance);
  const { assigneeId, draw } =
    row.assigneeId === null ? drawAssignee(candidates, chance) : { assigneeId: row.assigneeId, draw: null };
  const { title, ticketId, description, deadline, project: name } = row;
  const projectId = name === null ? row.projectId : importedProjectId(tenant, name);
  const details = { title, ticketId, description, projectId, parentTaskId: null, deadline, createdBy };
  const assignment = { assigneeId, draw, reason: 'imported' as const };
  return { type: 'create', taskId: taskIdOf(tenant, row), ...details, ...terms, assignment };
}

const otherHistory = (row: Pick<ImportedTask, 'id'>) =>
  conflict('import-conflict', `Row "${row.id}" names a task that exists with another history.`);
