import { DomainError } from '#libs/kernel';
import { type UndecodableError, UnknownEventVersionError } from '#libs/contracts';
import { messageOf } from '#libs/platform';
import { type Checkpoint } from './subscriber.js';
import { type Halt, type Place } from './contiguity.js';

/**
 * What keeps a subscriber from going on with one tenant's log:
 * - `gap`: a record is missing, or cannot be decoded, which is the same: a good copy of it is looked for;
 * - `rewound`: the log opened a new epoch and took back what was taken;
 * - `newer`: a newer release wrote a version of an event that this one does not know;
 * - `away`: the tenant's database, or another part, is away; it passes;
 * - `failed`: the subscriber threw, again and again;
 * - `slow`: the subscriber is still at it, and the others do not wait for it.
 */
export type ObstacleKind = 'gap' | 'rewound' | 'newer' | 'away' | 'failed' | 'slow';

export interface Obstacle {
  readonly kind: ObstacleKind;
  /** A sentence for whoever operates the system. */
  readonly reason: string;
  /** For the log. */
  readonly error?: unknown;
}

/** What a walk over records that ended early means. */
export function obstacleOfHalt(at: Checkpoint, halt: Halt): Obstacle {
  const { epoch, position } = halt.place;
  if (halt.judgement === 'gap') {
    return {
      kind: 'gap',
      reason: `After ${at.epoch}.${at.position} came ${epoch}.${position}: what is between is missing.`,
    };
  }
  return {
    kind: 'rewound',
    reason: `The log opened epoch ${epoch} at position ${position} or before, but it was followed up to ${at.epoch}.${at.position}: what was taken from there on is void.`,
  };
}

/** What a record that cannot be decoded means: it is as good as missing. */
export function obstacleOfUnusable({ epoch, position }: Place, error: UndecodableError): Obstacle {
  return { kind: 'gap', reason: `The record of ${epoch}.${position} cannot be decoded: ${error.reason}`, error };
}

/** What an error thrown on the way to, or by, a subscriber means. */
export function obstacleOfError(error: unknown): Obstacle {
  const message = error instanceof Error ? messageOf(error) : String(error);
  if (error instanceof UnknownEventVersionError) {
    return { kind: 'newer', reason: `${message} It waits for an upgrade.`, error };
  }
  if (error instanceof DomainError && error.kind === 'unavailable') {
    return { kind: 'away', reason: message, error };
  }
  return { kind: 'failed', reason: message, error };
}
