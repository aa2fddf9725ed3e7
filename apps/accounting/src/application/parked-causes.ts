import { Injectable } from '@nestjs/common';
import { conflict, type DomainError, type JsonValue } from '#libs/kernel';
import { DeadLetters } from '#libs/messaging';
import { accountCycles } from '../projections/account-cycles/account-cycles.projection.js';
import { POST_ENTRIES } from './post-entry.js';

/** An event of tasks for which no money was entered, since it could not be, or waits behind such a one. */
export interface ParkedCause {
  readonly [member: string]: JsonValue;
  readonly deadLetterId: string;
  readonly event: string;
  readonly eventId: string;
  readonly streamId: string;
  /** Its place in the log of tasks. */
  readonly position: number;
  /** Why it could not be entered; null for one that only waits. */
  readonly reason: string | null;
}

const MOST = 100;
const WAITS = ['poison', 'queued'] as const;

/** What is missing in the ledger since it was set aside. */
@Injectable()
export class ParkedCauses {
  constructor(private readonly letters: DeadLetters) {}

  /**
   * Causes of which the entries are still to come: into the earliest cycle that is open by then. A close does not wait for
   * them, but names them.
   *
   * @returns the first hundred
   */
  async of(tenant: string): Promise<ParkedCause[]> {
    const letters = await this.letters.page(tenant, { consumer: POST_ENTRIES, states: WAITS, limit: MOST }, undefined);
    return letters.map(({ id, event, eventId, streamId, position, reason }) => ({
      ...{ deadLetterId: id, event, eventId, streamId, position, reason },
    }));
  }

  /**
   * That what is in the ledger is in the view from which a close is reckoned: a payout that is reckoned from less would be
   * wrong for good.
   *
   * @throws DomainError `ledger-incomplete`
   */
  async assertNoneInView(tenant: string): Promise<void> {
    const letters = await this.letters.page(tenant, { consumer: accountCycles.id, states: WAITS, limit: 1 }, undefined);
    if (letters.length > 0) throw incomplete();
  }
}

const incomplete = (): DomainError =>
  conflict(
    'ledger-incomplete',
    'Entries are set aside that cannot be reckoned; take them up first: aviary dead-letters list --service accounting.',
  );
