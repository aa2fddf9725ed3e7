import { Injectable } from '@nestjs/common';
import { DAY_MS, type Day } from '#libs/kernel';
import { ClosingLock } from './closing-lock.js';
import { ClosingState } from './closing-state.js';
import { LedgerCaughtUp } from './ledger-caught-up.js';
import { SealsReader } from './seals.js';

/** How far the closing of a tenant's cycles has got. */
export interface HowFar {
  /** Whether a close is at work now, in whatever instance. */
  atWork: boolean;
  /** Through which day nothing more can be entered; null before the first close. */
  sealedThrough: Day | null;
  closedThrough: Day | null;
  /** Cycles that are cut off and wait to be closed. */
  left: number;
  /** Up to which position of the log of tasks the ledger has got, and where that log ends. */
  entered: { position: number; head: number };
}

/** Tells how far a close is, from what is recorded: so any instance can tell, also after the one that closed has died. */
@Injectable()
export class ClosingProgress {
  constructor(
    private readonly lock: ClosingLock,
    private readonly state: ClosingState,
    private readonly seals: SealsReader,
    private readonly caughtUp: LedgerCaughtUp,
  ) {}

  async of(tenant: string): Promise<HowFar> {
    // Asked first: whoever reads that nobody is at work then also reads all that was closed.
    const atWork = await this.lock.isHeld(tenant);
    const [{ firstOpen, lastClosed }, { seals }, entered] = await Promise.all([
      this.state.read(tenant),
      this.seals.read(tenant),
      this.caughtUp.entered(tenant),
    ]);
    const left = firstOpen === null || seals.through === null ? 0 : daysThrough(firstOpen, seals.through);
    return { atWork, sealedThrough: seals.through, closedThrough: lastClosed, left, entered };
  }
}

/** How many days there are from one to another, both included; 0 if the other lies before. */
const daysThrough = (from: Day, to: Day): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1);
