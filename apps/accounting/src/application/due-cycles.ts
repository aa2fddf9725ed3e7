import { Injectable } from '@nestjs/common';
import { type Day } from '#libs/kernel';
import { type Tenant } from '#libs/tenancy';
import { dueThrough } from '../domain/due.js';
import { ImportsQuery } from '../projections/imports/imports.query.js';
import { ClosingState } from './closing-state.js';
import { LedgerCaughtUp } from './ledger-caught-up.js';
import { SealsReader } from './seals.js';

/** What the clock has to close. */
@Injectable()
export class DueCycles {
  constructor(
    private readonly state: ClosingState,
    private readonly imports: ImportsQuery,
    private readonly seals: SealsReader,
    private readonly caughtUp: LedgerCaughtUp,
  ) {}

  /**
   * @returns the day through which to close now; null when nothing is due
   * @throws DomainError `ledger-behind` while it cannot be known
   */
  async of(tenant: Tenant): Promise<Day | null> {
    if ((await this.asFarAsKnown(tenant)) === null) return null;
    // Asked again once all that tasks had said is known: an import may have begun of which nothing was known yet.
    await this.caughtUp.withTasks(tenant.name);
    return await this.asFarAsKnown(tenant);
  }

  private async asFarAsKnown({ name, settings }: Tenant): Promise<Day | null> {
    const { firstOpen, lastClosed } = await this.state.read(name);
    const sealed = (await this.seals.read(name)).seals.through;
    const importOpen = await this.imports.anyOpen(name);
    return dueThrough(Date.now(), settings, { firstDay: firstOpen, lastClosed, sealed, importOpen });
  }
}
