import { type ImportedPerson, importedPersonId } from '../domain/imported-person.js';
import { type ImportedTask } from '../domain/imported-task.js';
import { type BadRow, type HistoryRow, type ImportCounts, type ImportNews } from './import-news.js';
import { type ImportedRows } from './import-tasks.js';

/** So many bad rows are told one by one; a file of another kind would otherwise be told back whole. */
const MOST_TOLD = 1_000;

/** Keeps count of an import, and of the people and projects that have been met in it. */
export class ImportTally {
  private counts: ImportCounts = { rows: 0, imported: 0, already: 0, bad: 0 };
  private readonly people = new Set<string>();
  private readonly projects = new Set<string>();
  private readonly lines = new WeakMap<ImportedTask, number>();

  /** How many rows are in, now or before. */
  get tasks(): number {
    return this.counts.imported + this.counts.already;
  }

  /**
   * The tasks of the rows, and who is met for the first time. They are heard of from the earliest of these tasks on; rows that
   * come later may tell of earlier ones, which changes nothing of a person who is made.
   */
  meet(
    tenant: string,
    rows: readonly HistoryRow[],
  ): { readonly tasks: ImportedTask[]; readonly newcomers: ImportedPerson[] } {
    const newcomers = new Map<string, ImportedPerson>();
    const tasks = rows.map(({ line, task, assignee }) => {
      const id = assignee === null ? null : importedPersonId(tenant, assignee);
      if (assignee !== null && id !== null && !this.people.has(assignee)) {
        const since = Math.min(newcomers.get(id)?.since ?? task.createdAt, task.createdAt);
        newcomers.set(id, { id, name: assignee, since });
      }
      if (task.project !== null) this.projects.add(task.project);
      const imported: ImportedTask = { ...task, assigneeId: id };
      this.lines.set(imported, line);
      return imported;
    });
    for (const { name } of newcomers.values()) this.people.add(name);
    return { tasks, newcomers: [...newcomers.values()] };
  }

  *bad(rows: readonly BadRow[]): Generator<ImportNews> {
    for (const row of rows) {
      this.add({ rows: 1, bad: 1 });
      if (this.counts.bad <= MOST_TOLD) yield { news: 'bad-row', ...row };
    }
  }

  *done({ imported, already, refused }: ImportedRows): Generator<ImportNews> {
    yield* this.bad(
      refused.map(({ row, error }) => ({ line: this.lines.get(row) ?? 0, field: null, reason: error.message })),
    );
    this.add({ rows: imported + already, imported, already });
    yield { news: 'progress', ...this.counts };
  }

  finished(dryRun: boolean, position: string | null): ImportNews {
    const totals = { people: this.people.size, projects: this.projects.size };
    return { news: 'finished', ...this.counts, ...totals, dryRun, position };
  }

  private add(more: Partial<ImportCounts>): void {
    const { rows, imported, already, bad } = this.counts;
    this.counts = {
      rows: rows + (more.rows ?? 0),
      imported: imported + (more.imported ?? 0),
      already: already + (more.already ?? 0),
      bad: bad + (more.bad ?? 0),
    };
  }
}
