import { type Day } from '#libs/kernel';
import { type EntryReason } from './ledger.js';
import { type Calendar } from './seals.js';

/** A person as they are told of: without a name where it may not be known, or could not be asked for. */
export interface Someone {
  readonly id: string;
  readonly name: string | null;
  readonly erased: boolean;
}

/** Where something is recorded for good. */
export interface Source {
  /** `<service>=<epoch>.<position>` */
  readonly position: string;
  readonly eventId: string;
  readonly event: string;
}

/** What money is about: a task as it was made. Amounts are whole minor units, times epoch milliseconds. */
export interface TaskMade {
  readonly id: string;
  readonly title: string;
  readonly ticketId: string | null;
  readonly assignmentFee: number;
  readonly completionReward: number;
  readonly at: number;
  /** Who made it: a person's id, `system:<name>`, or null. */
  readonly by: string | null;
  readonly source: Source;
}

/** How a task came to somebody. */
export interface TaskGiven {
  readonly assigneeId: string;
  readonly previousAssigneeId: string | null;
  readonly reason: string | null;
  /** How chance picked: the third of twelve; null where somebody was named. */
  readonly draw: { readonly place: number; readonly of: number } | null;
  readonly at: number;
  readonly by: string | null;
  readonly source: Source;
}

/** That somebody has done it. */
export interface TaskDone {
  readonly assigneeId: string;
  readonly at: number;
  readonly by: string | null;
  readonly source: Source;
}

/** Of a task, what led to an entry, and how it ended. */
export interface TaskStory {
  readonly task: TaskMade | null;
  /** The assignment that was charged for or, of a reward, by which the task was whose it was. */
  readonly assignment: TaskGiven | null;
  /** Null while the task is open. */
  readonly completion: TaskDone | null;
}

/** A payout as far as an entry's story goes. */
export interface PaidOut {
  readonly entryId: string;
  readonly amount: number;
  readonly cycle: Day;
  readonly at: number;
  readonly by: string | null;
  readonly source: Source;
}

/** What a payout was reckoned from: everything since the one before. */
export interface Reckoning {
  readonly from: Day;
  readonly to: Day;
  readonly fees: number;
  readonly rewards: number;
  /** Signed. */
  readonly other: number;
}

/** A mail that told of a payout. */
export interface Told {
  readonly messageId: string;
  readonly status: 'waiting' | 'sent' | 'failed';
  /** When it was sent or given up. */
  readonly at: number | null;
  readonly reason: string | null;
}

/** Everything about a line of money that can be told: what led to it, and what followed. */
export interface EntryStory {
  readonly entry: {
    readonly reason: EntryReason;
    /** Signed: negative is a charge. */
    readonly amount: number;
    readonly asset: string;
    readonly at: number;
    readonly cycle: Day;
    readonly by: string | null;
  };
  /** Whose account it is. */
  readonly personId: string;
  /** Null for what is not about a task; also where the log of tasks could not be asked. */
  readonly story: TaskStory | null;
  /** Of a payout only. */
  readonly reckoning: Reckoning | null;
  /** Of the cycle: when it was closed; null while it is open. */
  readonly closedAt: number | null;
  /** The payout that settled the entry, or the entry itself if it is one; null if there was none so far. */
  readonly payout: PaidOut | null;
  readonly mail: Told | null;
  /** What could not be asked, by service. */
  readonly missing: readonly string[];
}

/** How a tenant writes amounts, and reckons days. */
export interface Manner extends Calendar {
  readonly assetDecimals: number;
}
