import { type AccountingEvent } from '#libs/contracts';
import { defineProjection, type Projection } from '#libs/projections';
import { COMPANY, SERVICE } from './entries.js';

interface BalanceRow {
  readonly account: string;
  readonly balance: number;
}

type EntryEvent = Extract<AccountingEvent, { event: 'AssignmentFeeCharged' | 'CompletionRewardCredited' }>;

/** What each person has, of the ledger's log: the view that is folded, in whatever service. */
export function balancesOf(service: string): Projection {
  return defineProjection<BalanceRow, EntryEvent, { key: 'account' }>({
    service,
    name: 'bench_balances',
    version: 1,
    events: { [SERVICE]: ['AssignmentFeeCharged', 'CompletionRewardCredited'] },
    table: { columns: { account: 'text', balance: 'long' }, primaryKey: ['account'], indexes: [['balance']] },
    keys: ({ body }) => [{ account: body.from === COMPANY ? body.to : body.from }],
    evolve: (row, { body }, { account }) => ({
      account,
      balance: (row?.balance ?? 0) + (body.to === account ? body.amount : -body.amount),
    }),
  });
}
