import { Injectable } from '@nestjs/common';
import { appendCommand, type CommandContext, EventLog, type Guard } from '#libs/event-store';
import { conflict, personOf, type RecordedEvent, uuidv5 } from '#libs/kernel';
import { SYSTEM_TENANT, TenantRegistry } from '#libs/tenancy';
import { type ImportedTask } from '../domain/imported-task.js';
import { type TaskFact } from '../domain/task.js';
import { PeopleCaughtUp } from './people-caught-up.js';
import { type RefusedRow, streamsOf, tellOfPast, type Told } from './tell-of-past.js';

export interface ImportedCount {
  readonly [member: string]: number;
  readonly imported: number;
  readonly already: number;
}

/** What became of rows of which the good ones go in. */
export interface ImportedRows {
  readonly imported: number;
  readonly already: number;
  readonly refused: readonly RefusedRow[];
}

/** Says at which version the import is open, so that nothing is recorded once it is not. */
export type OpenImport = () => Promise<Guard>;

interface Telling {
  /** Who may be drawn beside those who are there. */
  readonly others?: readonly string[];
  /** Given where rows may have been told under it before. */
  readonly correlationId?: string;
}

const ATTEMPTS = 5;

/** Somebody who will be there; see `preview`. */
const SOMEBODY = uuidv5('somebody-to-come');

/**
 * Makes tasks of the past by the same decisions as those of today. All rows of a call are one command: what is new in
 * them is recorded together, in the order in which it happened.
 */
@Injectable()
export class ImportTasks {
  constructor(
    private readonly log: EventLog,
    private readonly tenants: TenantRegistry,
    private readonly people: PeopleCaughtUp,
  ) {}

  /**
   * All of the rows, or none.
   *
   * @throws DomainError `no-eligible-assignee`, `people-behind` (503), `import-conflict` (a row's task exists with another
   *   history, or the tasks kept changing meanwhile), and what `open` throws
   */
  async execute(context: CommandContext, rows: readonly ImportedTask[], open: OpenImport): Promise<ImportedCount> {
    await open();
    const record = (told: Told) => {
      const [first] = told.refused;
      if (first) throw first.error;
      const answer = { imported: told.imported, already: rows.length - told.imported };
      return told.events.length === 0 && !context.idempotency ? answer : this.record(context, told, answer, open);
    };
    return await this.settle(() => this.tell(context, rows), record);
  }

  /**
   * The good ones of the rows. It opens the import only if there is something to record. What has been recorded under the same
   * correlation id counts as imported: then the rows are sent again, since the first answer was lost.
   *
   * @throws DomainError as `execute`
   */
  async executeGood(context: CommandContext, rows: readonly ImportedTask[], open: OpenImport): Promise<ImportedRows> {
    const { correlationId } = context;
    const record = (told: Told) =>
      told.events.length === 0 ? counted(rows, told) : this.record(context, told, counted(rows, told), open);
    return await this.settle(() => this.tell(context, rows, { correlationId }), record);
  }

  /**
   * What `executeGood` would do. The installation's own tenant stands for a company that is yet to be made: that will have
   * somebody to draw.
   */
  async preview(context: CommandContext, rows: readonly ImportedTask[]): Promise<ImportedRows> {
    return counted(
      rows,
      await this.tell(context, rows, { others: context.tenant === SYSTEM_TENANT ? [SOMEBODY] : [] }),
    );
  }

  private async settle<Answer>(
    tell: () => Promise<Told>,
    record: (told: Told) => Answer | Promise<Answer | 'conflict'>,
  ): Promise<Answer> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const outcome = await record(await tell());
      if (outcome !== 'conflict') return outcome;
    }
    throw conflict('import-conflict', 'These tasks kept changing while they were imported; try again.');
  }

  private async record<Answer>(
    context: CommandContext,
    { events, expected }: Told,
    answer: Answer,
    open: OpenImport,
  ): Promise<Answer | 'conflict'> {
    return await appendCommand(this.log, context, { events, expected, guards: [await open()], answer });
  }

  private async tell(
    { tenant, actor }: CommandContext,
    rows: readonly ImportedTask[],
    { others = [], correlationId }: Telling = {},
  ): Promise<Told> {
    const { settings } = await this.tenants.get(tenant);
    const known = (await this.log.readStreams(tenant, streamsOf(tenant, rows))) as Map<
      string,
      RecordedEvent<TaskFact>[]
    >;
    const drawn = rows.some(({ assigneeId }) => assigneeId === null);
    const candidates = drawn ? [...(await this.people.assignable(tenant)), ...others] : [];
    return tellOfPast(rows, { tenant, ranges: settings, candidates, createdBy: personOf(actor), known, correlationId });
  }
}

function counted(rows: readonly ImportedTask[], { imported, refused }: Told): ImportedRows {
  return { imported, already: rows.length - imported - refused.length, refused };
}
