import { type AccountingEvent } from '#libs/contracts';
import { effectOn } from '#libs/kernel';
import { defineProjection } from '#libs/projections';
import { employeeOf } from '../../domain/accounts.js';
import { type EntryFact, type EntryReason, postingOf, reasonOf } from '../../domain/ledger.js';

/** An account and what is on it: whole minor units of the asset. The sum over all rows is zero. */
export interface AccountRow {
  account: string;
  asset: string;
  balance: number;
  /** The log's position of the last entry. */
  position: number;
}

/** One entry as the employee's account saw it. */
export interface EntryLine {
  entryId: string;
  account: string;
  employeeId: string;
  at: number;
  cycle: string;
  reason: EntryReason;
  /** Signed: negative is a charge. */
  amount: number;
  /** The account's balance after the entry. */
  balance: number;
  taskId: string | null;
  projectId: string | null;
  causeEventId: string | null;
  position: number;
}

type EntryEvent = Extract<AccountingEvent, { event: EntryFact['event'] }>;

export const accounts = defineProjection<AccountRow, EntryEvent, { key: 'account'; line: EntryLine }>({
  service: 'accounting',
  name: 'accounts',
  version: 1,
  events: { accounting: ['AssignmentFeeCharged', 'CompletionRewardCredited', 'PayoutIssued', 'EntryReversed'] },
  table: {
    columns: { account: 'text', asset: 'text', balance: 'long', position: 'long' },
    primaryKey: ['account'],
  },
  keys: ({ body }) => [{ account: body.from }, { account: body.to }],
  evolve(row, event, { account }) {
    const posting = postingOf(event);
    const balance = (row?.balance ?? 0) + effectOn(account, posting);
    return { account, asset: posting.asset, balance, position: event.meta.position };
  },
  lines: {
    name: 'entries',
    table: {
      columns: {
        entryId: 'uuid',
        account: 'text',
        employeeId: 'uuid',
        at: 'instant',
        cycle: 'day',
        reason: 'text',
        amount: 'long',
        balance: 'long',
        taskId: { type: 'uuid', nullable: true },
        projectId: { type: 'uuid', nullable: true },
        causeEventId: { type: 'uuid', nullable: true },
        position: 'long',
      },
      primaryKey: ['entryId'],
      indexes: [['account', 'position'], ['position'], ['cycle']],
    },
    // The company's side mirrors these; keeping it would double every line and tell nobody anything.
    emit(_before, after, event, { account }) {
      const employeeId = employeeOf(account);
      if (employeeId === null || after === null) return [];
      const { body, meta } = event;
      const task = 'taskId' in body ? body : { taskId: null, projectId: null, causeEventId: meta.causationId };
      return [
        {
          entryId: body.entryId,
          account,
          employeeId,
          at: meta.occurredAt,
          cycle: body.cycle,
          reason: reasonOf(event),
          amount: effectOn(account, postingOf(event)),
          balance: after.balance,
          taskId: task.taskId,
          projectId: task.projectId,
          causeEventId: task.causeEventId,
          position: meta.position,
        },
      ];
    },
  },
});
