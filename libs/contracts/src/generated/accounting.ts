// Generated from schemas/ by `npm run generate`. Do not edit.

import { type Fact } from '#libs/kernel';
import { type EventType } from '../event-type.js';
import { META_FIELD } from './meta.js';
import { type LogEpochOpened } from './shared.js';

/** The fee of an assignment went from the assignee to the company. */
export interface AssignmentFeeCharged {
  /** The entry. */
  readonly entryId: string;
  /** The task it is about. */
  readonly taskId: string;
  /** Project of the task; null for none. */
  readonly projectId: string | null;
  /** The person whose account it is entered in. */
  readonly assigneeId: string;
  /** Account that the amount leaves: employee:<uuid>, company or paid-out. */
  readonly from: string;
  /** Account that the amount reaches: employee:<uuid>, company or paid-out. */
  readonly to: string;
  /** What moves from one to the other, in minor units of the asset; positive. */
  readonly amount: number;
  /** Code of the asset, such as POP. */
  readonly asset: string;
  /** Billing cycle that the entry belongs to: a day of the tenant's time zone, YYYY-MM-DD. */
  readonly cycle: string;
  /** Id of the event that led to the entry. */
  readonly causeEventId: string;
}

/** A cycle is settled: positive balances are paid out, negative ones carried over. */
export interface BillingCycleClosed {
  /** The cycle: a day of the tenant's time zone, YYYY-MM-DD. */
  readonly cycle: string;
  /** First moment of the cycle, in UTC milliseconds. */
  readonly startsAt: number;
  /** First moment after the cycle, in UTC milliseconds. */
  readonly endsAt: number;
  /** Number of employees' accounts with at least one entry in the cycle. */
  readonly accounts: number;
  /** Sum of the fees charged in the cycle, in minor units of the tenant's asset. */
  readonly fees: number;
  /** Sum of the rewards credited in the cycle, in minor units of the tenant's asset. */
  readonly rewards: number;
  /** Sum of what was paid out for the cycle, in minor units of the tenant's asset. */
  readonly payouts: number;
  /** Fees less rewards, in minor units of the tenant's asset; may be negative. */
  readonly managementEarnings: number;
}

/** No entry can be made any more in the cycles up to a day; they are about to be closed. */
export interface BillingCycleSealed {
  /** Last day that is sealed, YYYY-MM-DD in the tenant's time zone. */
  readonly through: string;
  /** When it was sealed, in UTC milliseconds; a day that was still running ends at that moment. */
  readonly at: number;
}

/** The reward of a completion went from the company to the assignee. */
export interface CompletionRewardCredited {
  /** The entry. */
  readonly entryId: string;
  /** The task it is about. */
  readonly taskId: string;
  /** Project of the task; null for none. */
  readonly projectId: string | null;
  /** The person whose account it is entered in. */
  readonly assigneeId: string;
  /** Account that the amount leaves: employee:<uuid>, company or paid-out. */
  readonly from: string;
  /** Account that the amount reaches: employee:<uuid>, company or paid-out. */
  readonly to: string;
  /** What moves from one to the other, in minor units of the asset; positive. */
  readonly amount: number;
  /** Code of the asset, such as POP. */
  readonly asset: string;
  /** Billing cycle that the entry belongs to: a day of the tenant's time zone, YYYY-MM-DD. */
  readonly cycle: string;
  /** Id of the event that led to the entry. */
  readonly causeEventId: string;
}

/** An entry was undone by one that moves the same amount back. */
export interface EntryReversed {
  /** The entry that undoes. */
  readonly entryId: string;
  /** The entry that is undone. */
  readonly reversedEntryId: string;
  /** Account that the amount leaves: employee:<uuid>, company or paid-out. */
  readonly from: string;
  /** Account that the amount reaches: employee:<uuid>, company or paid-out. */
  readonly to: string;
  /** What moves from one to the other, in minor units of the asset; positive. */
  readonly amount: number;
  /** Code of the asset, such as POP. */
  readonly asset: string;
  /** Billing cycle that the entry belongs to: a day of the tenant's time zone, YYYY-MM-DD. */
  readonly cycle: string;
  /** Why, in words. */
  readonly reason: string | null;
}

/** What an employee had earned by the end of a cycle was paid out. */
export interface PayoutIssued {
  /** The entry. */
  readonly entryId: string;
  /** The person paid. */
  readonly employeeId: string;
  /** Account that the amount leaves: employee:<uuid>, company or paid-out. */
  readonly from: string;
  /** Account that the amount reaches: employee:<uuid>, company or paid-out. */
  readonly to: string;
  /** What moves from one to the other, in minor units of the asset; positive. */
  readonly amount: number;
  /** Code of the asset, such as POP. */
  readonly asset: string;
  /** Billing cycle that the entry belongs to: a day of the tenant's time zone, YYYY-MM-DD. */
  readonly cycle: string;
}

/** Every fact that the log of `accounting` can hold. */
export type AccountingEvent =
  | Fact<'AssignmentFeeCharged', AssignmentFeeCharged>
  | Fact<'BillingCycleClosed', BillingCycleClosed>
  | Fact<'BillingCycleSealed', BillingCycleSealed>
  | Fact<'CompletionRewardCredited', CompletionRewardCredited>
  | Fact<'EntryReversed', EntryReversed>
  | Fact<'LogEpochOpened', LogEpochOpened>
  | Fact<'PayoutIssued', PayoutIssued>;

/** Every version of these, oldest first. */
export const accountingEvents: readonly EventType[] = [
  {
    service: 'accounting',
    event: 'AssignmentFeeCharged',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"AssignmentFeeCharged","namespace":"aviary.accounting","doc":"The fee of an assignment went from the assignee to the company.","fields":[${META_FIELD},{"name":"entryId","doc":"The entry.","type":{"type":"string","logicalType":"uuid"}},{"name":"taskId","doc":"The task it is about.","type":{"type":"string","logicalType":"uuid"}},{"name":"projectId","doc":"Project of the task; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"assigneeId","doc":"The person whose account it is entered in.","type":{"type":"string","logicalType":"uuid"}},{"name":"from","doc":"Account that the amount leaves: employee:<uuid>, company or paid-out.","type":"string","kind":"id"},{"name":"to","doc":"Account that the amount reaches: employee:<uuid>, company or paid-out.","type":"string","kind":"id"},{"name":"amount","doc":"What moves from one to the other, in minor units of the asset; positive.","type":"long"},{"name":"asset","doc":"Code of the asset, such as POP.","type":"string","kind":"id"},{"name":"cycle","doc":"Billing cycle that the entry belongs to: a day of the tenant's time zone, YYYY-MM-DD.","type":"string","kind":"time"},{"name":"causeEventId","doc":"Id of the event that led to the entry.","type":{"type":"string","logicalType":"uuid"}}]}`,
  },
  {
    service: 'accounting',
    event: 'BillingCycleClosed',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"BillingCycleClosed","namespace":"aviary.accounting","doc":"A cycle is settled: positive balances are paid out, negative ones carried over.","fields":[${META_FIELD},{"name":"cycle","doc":"The cycle: a day of the tenant's time zone, YYYY-MM-DD.","type":"string","kind":"time"},{"name":"startsAt","doc":"First moment of the cycle, in UTC milliseconds.","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"endsAt","doc":"First moment after the cycle, in UTC milliseconds.","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"accounts","doc":"Number of employees' accounts with at least one entry in the cycle.","type":"long"},{"name":"fees","doc":"Sum of the fees charged in the cycle, in minor units of the tenant's asset.","type":"long"},{"name":"rewards","doc":"Sum of the rewards credited in the cycle, in minor units of the tenant's asset.","type":"long"},{"name":"payouts","doc":"Sum of what was paid out for the cycle, in minor units of the tenant's asset.","type":"long"},{"name":"managementEarnings","doc":"Fees less rewards, in minor units of the tenant's asset; may be negative.","type":"long"}]}`,
  },
  {
    service: 'accounting',
    event: 'BillingCycleSealed',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"BillingCycleSealed","namespace":"aviary.accounting","doc":"No entry can be made any more in the cycles up to a day; they are about to be closed.","fields":[${META_FIELD},{"name":"through","doc":"Last day that is sealed, YYYY-MM-DD in the tenant's time zone.","type":"string","kind":"time"},{"name":"at","doc":"When it was sealed, in UTC milliseconds; a day that was still running ends at that moment.","type":{"type":"long","logicalType":"timestamp-millis"}}]}`,
  },
  {
    service: 'accounting',
    event: 'CompletionRewardCredited',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"CompletionRewardCredited","namespace":"aviary.accounting","doc":"The reward of a completion went from the company to the assignee.","fields":[${META_FIELD},{"name":"entryId","doc":"The entry.","type":{"type":"string","logicalType":"uuid"}},{"name":"taskId","doc":"The task it is about.","type":{"type":"string","logicalType":"uuid"}},{"name":"projectId","doc":"Project of the task; null for none.","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},{"name":"assigneeId","doc":"The person whose account it is entered in.","type":{"type":"string","logicalType":"uuid"}},{"name":"from","doc":"Account that the amount leaves: employee:<uuid>, company or paid-out.","type":"string","kind":"id"},{"name":"to","doc":"Account that the amount reaches: employee:<uuid>, company or paid-out.","type":"string","kind":"id"},{"name":"amount","doc":"What moves from one to the other, in minor units of the asset; positive.","type":"long"},{"name":"asset","doc":"Code of the asset, such as POP.","type":"string","kind":"id"},{"name":"cycle","doc":"Billing cycle that the entry belongs to: a day of the tenant's time zone, YYYY-MM-DD.","type":"string","kind":"time"},{"name":"causeEventId","doc":"Id of the event that led to the entry.","type":{"type":"string","logicalType":"uuid"}}]}`,
  },
  {
    service: 'accounting',
    event: 'EntryReversed',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"EntryReversed","namespace":"aviary.accounting","doc":"An entry was undone by one that moves the same amount back.","fields":[${META_FIELD},{"name":"entryId","doc":"The entry that undoes.","type":{"type":"string","logicalType":"uuid"}},{"name":"reversedEntryId","doc":"The entry that is undone.","type":{"type":"string","logicalType":"uuid"}},{"name":"from","doc":"Account that the amount leaves: employee:<uuid>, company or paid-out.","type":"string","kind":"id"},{"name":"to","doc":"Account that the amount reaches: employee:<uuid>, company or paid-out.","type":"string","kind":"id"},{"name":"amount","doc":"What moves from one to the other, in minor units of the asset; positive.","type":"long"},{"name":"asset","doc":"Code of the asset, such as POP.","type":"string","kind":"id"},{"name":"cycle","doc":"Billing cycle that the entry belongs to: a day of the tenant's time zone, YYYY-MM-DD.","type":"string","kind":"time"},{"name":"reason","doc":"Why, in words.","type":["null","string"],"default":null}]}`,
  },
  {
    service: 'accounting',
    event: 'LogEpochOpened',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LogEpochOpened","namespace":"aviary.accounting","doc":"The log was restored or moved and goes on in a new epoch: events of older epochs from here on are void.","fields":[${META_FIELD},{"name":"fromPosition","doc":"First position of the new epoch; what older epochs have from there on is void.","type":"long"}]}`,
  },
  {
    service: 'accounting',
    event: 'PayoutIssued',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"PayoutIssued","namespace":"aviary.accounting","doc":"What an employee had earned by the end of a cycle was paid out.","fields":[${META_FIELD},{"name":"entryId","doc":"The entry.","type":{"type":"string","logicalType":"uuid"}},{"name":"employeeId","doc":"The person paid.","type":{"type":"string","logicalType":"uuid"}},{"name":"from","doc":"Account that the amount leaves: employee:<uuid>, company or paid-out.","type":"string","kind":"id"},{"name":"to","doc":"Account that the amount reaches: employee:<uuid>, company or paid-out.","type":"string","kind":"id"},{"name":"amount","doc":"What moves from one to the other, in minor units of the asset; positive.","type":"long"},{"name":"asset","doc":"Code of the asset, such as POP.","type":"string","kind":"id"},{"name":"cycle","doc":"Billing cycle that the entry belongs to: a day of the tenant's time zone, YYYY-MM-DD.","type":"string","kind":"time"}]}`,
  },
];
