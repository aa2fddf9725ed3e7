import { Injectable } from '@nestjs/common';
import { type CommandContext } from '#libs/event-store';
import { type Day } from '#libs/kernel';
import { TenantRegistry } from '#libs/tenancy';
import { closingDay } from '../domain/due.js';
import { ClosingLock } from './closing-lock.js';
import { LedgerCaughtUp } from './ledger-caught-up.js';
import { SealCycles } from './seal-cycles.js';
import { type ClosedCycles, SettleSealed } from './settle-sealed.js';

/**
 * Closes every cycle through a day, in steps that each may be repeated after a kill:
 *
 * 1. wait until the ledger has worked up all that tasks had said, and the views show it;
 * 2. seal: from then on no entry can enter those cycles, since every entry guards the stream of seals;
 * 3. wait until the views show whatever had still come before the seal;
 * 4. settle the cycles in order, and write payouts and closings in chunks whose events have derived ids.
 *
 * What was sealed but not closed when a process died is closed by the next call: the log itself says how far it got.
 */
@Injectable()
export class CloseBillingCycles {
  constructor(
    private readonly tenants: TenantRegistry,
    private readonly caughtUp: LedgerCaughtUp,
    private readonly sealCycles: SealCycles,
    private readonly settleSealed: SettleSealed,
    private readonly lock: ClosingLock,
  ) {}

  /**
   * @param wanted the last day to close, inclusive; yesterday by default. The running day may be named: it then ends at
   *   this moment, and what follows belongs to the next.
   * @throws DomainError `day-not-over` (a day to come), `close-in-progress`, `ledger-behind`, `closing-stopped`
   */
  async execute(context: CommandContext, wanted?: Day): Promise<ClosedCycles> {
    const tenant = await this.tenants.get(context.tenant);
    const through = closingDay(tenant.settings, context.occurredAt ?? Date.now(), wanted);
    return await this.lock.holding(tenant.name, async (goOn) => {
      await this.caughtUp.withTasks(tenant.name);
      await this.caughtUp.withItself(tenant.name);
      goOn();
      await this.sealCycles.execute(context, through);
      await this.caughtUp.withItself(tenant.name);
      return await this.settleSealed.execute(context, tenant, through, goOn);
    });
  }
}
