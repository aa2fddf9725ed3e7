import { Injectable } from '@nestjs/common';
import { appendCommand, type CommandContext, EventLog } from '#libs/event-store';
import { conflict, foldFacts, personOf, type RecordedEvent } from '#libs/kernel';
import { TenantRegistry } from '#libs/tenancy';
import { type ImportFact, taskImport } from '../domain/import.js';
import { type ImportedTask } from '../domain/imported-task.js';
import { type TaskFact } from '../domain/task.js';
import { PeopleCaughtUp } from './people-caught-up.js';
import { streamsOf, tellOfPast, type Told } from './tell-of-past.js';

export interface ImportedCount {
  readonly [member: string]: number;
  readonly imported: number;
  readonly already: number;
}

const ATTEMPTS = 5;

/**
 * Makes tasks of the past by the same decisions as those of today. All rows of a call are one command: what is new in
 * them is recorded together, in the order in which it happened, or not at all.
 */
@Injectable()
export class ImportTasks {
  constructor(
    private readonly log: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly people: PeopleCaughtUp,
  ) {}

  /**
   * @throws DomainError `import-not-open`, `no-eligible-assignee`, `people-behind` (503), `import-conflict` (a row's task
   *   exists with another history, or the tasks kept changing meanwhile)
   */
  async execute(context: CommandContext, importId: string, rows: readonly ImportedTask[]): Promise<ImportedCount> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const guard = await this.openImport(context.tenant, importId);
      const { events, expected, imported } = await this.tell(context, rows);
      const answer = { imported, already: rows.length - imported };
      if (events.length === 0 && !context.idempotency) return answer;
      const decided = { events, expected: new Map(expected), guards: [guard], answer };
      const outcome = await appendCommand<ImportedCount>(this.log, context, decided);
      if (outcome !== 'conflict') return outcome;
    }
    throw conflict('import-conflict', 'These tasks kept changing while they were imported; try again.');
  }

  private async tell({ tenant, actor }: CommandContext, rows: readonly ImportedTask[]): Promise<Told> {
    const { settings } = await this.tenants.get(tenant);
    const known = (await this.log.readStreams(tenant, streamsOf(tenant, rows))) as Map<
      string,
      RecordedEvent<TaskFact>[]
    >;
    const candidates = rows.some(({ assigneeId }) => assigneeId === null) ? await this.people.assignable(tenant) : [];
    return tellOfPast(rows, { tenant, ranges: settings, candidates, createdBy: personOf(actor), known });
  }

  private async openImport(tenant: string, importId: string): Promise<{ streamId: string; version: number }> {
    const streamId = `import:${importId}`;
    const facts = (await this.log.readStream(tenant, streamId)) as unknown as ImportFact[];
    if (foldFacts(taskImport, facts).status !== 'open')
      throw conflict('import-not-open', 'Start the import first.', { field: 'id' });
    return { streamId, version: facts.length };
  }
}
