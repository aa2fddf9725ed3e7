import { assertPosting, type Day, type Fact, type Posting } from '#libs/kernel';

interface Entry {
  entryId: string;
  /** Whole minor units of `asset`, positive. */
  amount: number;
  asset: string;
  from: string;
  to: string;
  /** The billing cycle that the entry belongs to. */
  cycle: Day;
}

interface TaskEntry extends Entry {
  taskId: string;
  projectId: string | null;
  assigneeId: string;
  causeEventId: string;
}

/** Every fact that moves money. */
export type EntryFact =
  | Fact<'AssignmentFeeCharged', TaskEntry>
  | Fact<'CompletionRewardCredited', TaskEntry>
  | Fact<'PayoutIssued', Entry & { employeeId: string }>
  | Fact<'EntryReversed', Entry & { reversedEntryId: string; reason: string | null }>;

/** Why money moved, as people are told. */
export type EntryReason = 'assignment' | 'completion' | 'payout' | 'reversal';

const REASONS: Record<EntryFact['event'], EntryReason> = {
  AssignmentFeeCharged: 'assignment',
  CompletionRewardCredited: 'completion',
  PayoutIssued: 'payout',
  EntryReversed: 'reversal',
};

export const reasonOf = (fact: { event: EntryFact['event'] }): EntryReason => REASONS[fact.event];

/**
 * The movement that a fact states.
 *
 * @throws DomainError `invalid-amount`
 */
export function postingOf({ body: { from, to, amount, asset } }: EntryFact): Posting {
  const posting = { from, to, amount, asset };
  assertPosting(posting);
  return posting;
}
