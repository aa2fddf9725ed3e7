import { type Day } from '#libs/kernel';
import { COMPANY, employeeAccount } from './accounts.js';
import { type EntryFact } from './ledger.js';

/** What accounting must know of the event that money follows from. */
export interface Cause {
  readonly eventId: string;
  readonly taskId: string;
  readonly projectId: string | null;
  readonly assigneeId: string;
  /** Whole minor units. */
  readonly amount: number;
}

export interface EntryTerms {
  readonly entryId: string;
  readonly cycle: Day;
  readonly asset: string;
}

/** An assignment charges its assignee the fee: employee → company. */
export function chargeFee(cause: Cause, terms: EntryTerms): EntryFact {
  const accounts = { from: employeeAccount(cause.assigneeId), to: COMPANY };
  return { event: 'AssignmentFeeCharged', body: { ...entry(cause, terms), ...accounts } };
}

/** A completion credits its assignee the reward: company → employee. */
export function creditReward(cause: Cause, terms: EntryTerms): EntryFact {
  const accounts = { from: COMPANY, to: employeeAccount(cause.assigneeId) };
  return { event: 'CompletionRewardCredited', body: { ...entry(cause, terms), ...accounts } };
}

function entry({ eventId, ...cause }: Cause, terms: EntryTerms) {
  return { ...terms, ...cause, causeEventId: eventId };
}
