/** A row that could not go in. */
export interface BadRow {
  readonly line: number;
  /** The column to blame; null where the row as a whole is. */
  readonly field: string | null;
  readonly reason: string;
}

/** How many rows have been looked at, and what became of them. */
export interface ImportCounts {
  readonly rows: number;
  readonly imported: number;
  readonly already: number;
  readonly bad: number;
}

/** How an import came out. */
export interface ImportEnd extends ImportCounts {
  readonly people: number;
  readonly projects: number;
  readonly dryRun: boolean;
  readonly position: string | null;
}

/** A line of the answer to an import, as the service of tasks gives it. */
export type ImportNews =
  | { readonly news: 'begun'; readonly id: string }
  | ({ readonly news: 'bad-row' } & BadRow)
  | ({ readonly news: 'progress' } & ImportCounts)
  | ({ readonly news: 'finished' } & ImportEnd)
  | {
      readonly news: 'problem';
      readonly problem: { readonly status: number; readonly code: string; readonly detail: string };
    };

/** Told while an import goes on; by who may have to send the file again, of bad rows in the end. */
export interface ImportListener {
  bad(row: BadRow): void;
  progress(counts: ImportCounts): void;
}
