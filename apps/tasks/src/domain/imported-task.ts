/** A task of the past: made and, perhaps, done at the given times (epoch milliseconds). */
export interface ImportedTask {
  /** The row's own name; with the tenant's it gives all ids and draws. */
  readonly id: string;
  readonly title: string;
  readonly ticketId: string | null;
  readonly description: string | null;
  readonly projectId: string | null;
  /** A project by its name; null where it is named by id, or there is none. */
  readonly project: string | null;
  readonly deadline: number | null;
  /** Null draws somebody; of a task that is in already, whoever has it. */
  readonly assigneeId: string | null;
  readonly createdAt: number;
  readonly completedAt: number | null;
}
