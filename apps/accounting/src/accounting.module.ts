import { Module } from '@nestjs/common';
import { EventStoreModule } from '#libs/event-store';
import { ServiceCaller, type ServiceDefinition, STREAM_STATES } from '#libs/http';
import { MessagingModule } from '#libs/messaging';
import { ProjectionsModule } from '#libs/projections';
import { TenancyModule } from '#libs/tenancy';
import { AskOthers } from './application/ask-others.js';
import { CheckMoney } from './application/check-money.js';
import { CloseBillingCycles } from './application/close-billing-cycles.js';
import { CloseInTime } from './application/close-in-time.js';
import { CloseOnSchedule } from './application/close-on-schedule.js';
import { ClosingLock } from './application/closing-lock.js';
import { ClosingProgress } from './application/closing-progress.js';
import { ClosingState } from './application/closing-state.js';
import { DueCycles } from './application/due-cycles.js';
import { EntrySettlement } from './application/entry-settlement.js';
import { ExplainEntry } from './application/explain-entry.js';
import { LedgerCaughtUp } from './application/ledger-caught-up.js';
import { MyBalance } from './application/my-balance.js';
import { ParkedCauses } from './application/parked-causes.js';
import { PostEntry } from './application/post-entry.js';
import { PreviewClose } from './application/preview-close.js';
import { SealCycles } from './application/seal-cycles.js';
import { SealsReader } from './application/seals.js';
import { SettleSealed } from './application/settle-sealed.js';
import { Settlements } from './application/settlements.js';
import { streamStates } from './application/stream-states.js';
import { CyclesController } from './http/cycles.controller.js';
import { EntriesController } from './http/entries.controller.js';
import { ExplainController } from './http/explain.controller.js';
import { ManagementController } from './http/management.controller.js';
import { PostEntriesReactor } from './messaging/post-entries.reactor.js';
import { accountCycles } from './projections/account-cycles/account-cycles.projection.js';
import { AccountCyclesQuery } from './projections/account-cycles/account-cycles.query.js';
import { accounts } from './projections/accounts/accounts.projection.js';
import { AccountsQuery } from './projections/accounts/accounts.query.js';
import { PayoutsQuery } from './projections/accounts/payouts.query.js';
import { cycles } from './projections/cycles/cycles.projection.js';
import { CyclesQuery } from './projections/cycles/cycles.query.js';
import { imports } from './projections/imports/imports.projection.js';
import { ImportsQuery } from './projections/imports/imports.query.js';
import { taskTitles } from './projections/task-titles/task-titles.projection.js';

@Module({
  imports: [
    TenancyModule.forService({ migrations: [], entities: [] }),
    EventStoreModule.forService({ service: 'accounting' }),
    MessagingModule.forService({ service: 'accounting', hasLog: true }),
    ProjectionsModule.forService({
      service: 'accounting',
      projections: [accounts, accountCycles, cycles, imports, taskTitles],
    }),
  ],
  controllers: [CyclesController, EntriesController, ExplainController, ManagementController, PostEntriesReactor],
  providers: [
    ...[CloseBillingCycles, CloseInTime, CloseOnSchedule, ClosingLock, ClosingProgress, ClosingState],
    ...[DueCycles, LedgerCaughtUp, ParkedCauses, PreviewClose, SealCycles, SealsReader, SettleSealed, Settlements],
    ...[PostEntry, MyBalance, CheckMoney, ExplainEntry, EntrySettlement, AskOthers, ServiceCaller],
    { provide: STREAM_STATES, useValue: streamStates },
    ...[AccountCyclesQuery, AccountsQuery, CyclesQuery, ImportsQuery, PayoutsQuery],
  ],
})
export class AccountingModule {}

export const accounting: ServiceDefinition = { name: 'accounting', module: AccountingModule };
