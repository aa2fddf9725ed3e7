import { Injectable } from '@nestjs/common';
import { TenantRegistry } from '#libs/tenancy';
import { cycleFor } from '../domain/seals.js';
import { AccountsQuery } from '../projections/accounts/accounts.query.js';
import { SealsReader } from './seals.js';

/** What a person has now: whole minor units, negative when they owe the company. */
export interface Balance {
  balance: number;
  asset: string;
  /** The cycle that an entry made now would belong to. */
  cycle: string;
  /** The moment, and the position of the ledger's log, up to which this is true. */
  asOf: { at: string; position: string };
}

@Injectable()
export class MyBalance {
  constructor(
    private readonly tenants: TenantRegistry,
    private readonly seals: SealsReader,
    private readonly accounts: AccountsQuery,
  ) {}

  async of(tenantName: string, employeeId: string): Promise<Balance> {
    const { settings } = await this.tenants.get(tenantName);
    const { seals } = await this.seals.read(tenantName);
    const { balance, asOf } = await this.accounts.balanceOf(tenantName, employeeId);
    const now = Date.now();
    return {
      balance,
      asset: settings.asset,
      cycle: cycleFor(now, settings, seals),
      asOf: { at: new Date(now).toISOString(), position: `accounting=${asOf.epoch}.${asOf.position}` },
    };
  }
}
