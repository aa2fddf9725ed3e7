import { Injectable } from '@nestjs/common';
import { type Day } from '#libs/kernel';
import { TenantRegistry } from '#libs/tenancy';
import { closingDay } from '../domain/due.js';
import { ClosingState } from './closing-state.js';
import { type ParkedCause, ParkedCauses } from './parked-causes.js';
import { Settlements } from './settlements.js';

/** What a close would do now; whole minor units. Nothing is sealed or written. */
export interface ClosePreview {
  through: Day;
  cycles: {
    cycle: Day;
    accounts: number;
    fees: number;
    rewards: number;
    payouts: number;
    managementEarnings: number;
  }[];
  payouts: { cycle: Day; employeeId: string; amount: number }[];
  /** What of the log of tasks is not in the ledger yet, since it was set aside. */
  parked: ParkedCause[];
}

@Injectable()
export class PreviewClose {
  constructor(
    private readonly tenants: TenantRegistry,
    private readonly state: ClosingState,
    private readonly settlements: Settlements,
    private readonly parked: ParkedCauses,
  ) {}

  /** @throws DomainError `day-not-over` */
  async execute(tenantName: string, wanted?: Day): Promise<ClosePreview> {
    const { settings } = await this.tenants.get(tenantName);
    const through = closingDay(settings, Date.now(), wanted);
    const { firstOpen } = await this.state.read(tenantName);
    const preview: ClosePreview = { through, cycles: [], payouts: [], parked: await this.parked.of(tenantName) };
    if (firstOpen === null || firstOpen > through) return preview;
    for await (const { cycle, totals, payouts } of this.settlements.between(tenantName, firstOpen, through)) {
      preview.cycles.push({ cycle, ...totals });
      preview.payouts.push(...payouts.map((payout) => ({ cycle, ...payout })));
    }
    return preview;
  }
}
