import { type ImportedTask } from '../domain/imported-task.js';

/** A row of a file: a task, and whoever did it, by the name that the file gives them. */
export interface HistoryRow {
  readonly line: number;
  readonly task: Omit<ImportedTask, 'assigneeId'>;
  /** Null draws somebody. */
  readonly assignee: string | null;
}

/** A row that tells of no task. */
export interface BadRow {
  readonly line: number;
  /** The column to blame; null where the row as a whole is. */
  readonly field: string | null;
  readonly reason: string;
}

/** What is told of an import while it goes on. */
export type ImportNews =
  /** The import under which it is recorded, if there is anything to record. */
  | { readonly news: 'begun'; readonly id: string }
  | ({ readonly news: 'bad-row' } & BadRow)
  | ({ readonly news: 'progress' } & ImportCounts)
  | ({ readonly news: 'finished'; readonly position: string | null } & ImportCounts & ImportTotals);

export interface ImportCounts {
  readonly rows: number;
  readonly imported: number;
  /** Rows that were in before. */
  readonly already: number;
  readonly bad: number;
}

export interface ImportTotals {
  readonly people: number;
  readonly projects: number;
  readonly dryRun: boolean;
}
