import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, executeCommand } from '#libs/event-store';
import { type Day } from '#libs/kernel';
import { type Seal, SEALS_STREAM, seals } from '../domain/seals.js';
import { AccountCyclesQuery } from '../projections/account-cycles/account-cycles.query.js';
import { SealsReader } from './seals.js';

/** Says that nothing more enters the cycles through a day. */
@Injectable()
export class SealCycles {
  constructor(
    private readonly log: EventLog,
    private readonly seals: SealsReader,
    private readonly movements: AccountCyclesQuery,
  ) {}

  /** Does nothing where that much is sealed already, or where nothing ever moved: an import may yet tell of then. */
  async execute(context: CommandContext, through: Day): Promise<void> {
    const { tenant } = context;
    const firstDay = await this.movements.firstDay(tenant);
    if (firstDay === null || firstDay > through) return;
    const sealed = (await this.seals.read(tenant)).seals.through;
    if (sealed !== null && sealed >= through) return;
    // The answer to the client's key is stored by the last step of the close, not by this one.
    const { idempotency: _, ...own } = context;
    // The moment at which it is said, after all waiting: a day that is still running ends now.
    const seal: Seal = { through, at: context.occurredAt ?? Date.now() };
    await executeCommand(this.log, seals, { streamId: SEALS_STREAM, command: seal, context: own });
    await this.seals.read(tenant);
  }
}
