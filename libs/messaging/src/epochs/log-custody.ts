import { Injectable, Logger } from '@nestjs/common';
import { EventLog, type Head, type OpenedEpoch, type RelayProgress } from '#libs/event-store';
import { type Witness, Witnesses } from '#libs/tenancy';
import { HeldLeases } from '../relay/held-leases.js';
import { RelayBook } from '../relay/relay-book.js';
import { isVoid } from './epochs.js';
import { type Difference } from './first-difference.js';
import { LogComparison } from './log-comparison.js';

/** A witness is written at most so often, for each log. */
const WITNESS_MS = 5_000;

/** What an operator wants to be void. */
export interface OpeningByHand {
  /** The epoch that the operator has seen the log in: the same wish, sent again, opens no second one. */
  readonly after: number;
  /** By default the first position at which topic and log differ, or the next one of the log where nothing does. */
  readonly fromPosition?: number | undefined;
  readonly actor: string;
}

/**
 * Sees to it that a log is what others have seen of it, before more of it is shipped; if it is not, it opens a new epoch.
 *
 * Why: a copy of a tenant's database that is put back, or a replica that takes over, may lack the end of a log that is in
 * the topic already. The log would give those positions out again, and readers who compare numbers would drop the new
 * events as repeats.
 *
 * When: before anything is done with a tenant's log in another *life* of its database than the last time (see `life` in the
 * log: another server, timeline, database or table of that name, or the server was started anew, maybe on older files), and
 * once for each process, for what leaves no such trace. How: the *witness* in the control database says what the log once
 * was; and from the offset up to which it was last shipped or compared, all of the topic is read: every record must be in
 * the log, with the same event id. Both may have been put back with the log: then the topic alone tells, and it is enough, since the stored
 * offset went back as well. Nothing was lost: no epoch is opened.
 *
 * Until the log has been compared, nothing of it is shipped, and no other service takes anything from its topic (see
 * `EpochBook`). What the service itself appends meanwhile is safe: from the first position that differs, all that the log
 * holds is of the new epoch, and is shipped again.
 */
@Injectable()
export class LogCustody {
  private readonly logger = new Logger('Epochs');
  /** By tenant: where the log was seen to be, since this process looked at its witness. */
  private readonly seen = new Map<string, Head>();
  private readonly witnessed = new Map<string, { position: number; at: number }>();

  constructor(
    private readonly log: EventLog,
    private readonly leases: HeldLeases,
    private readonly comparison: LogComparison,
    private readonly witnesses: Witnesses,
    private readonly book: RelayBook,
  ) {}

  /** Whether this instance is the one to ship the log. */
  hold(tenant: string): Promise<boolean> {
    return this.leases.hold(`relay:${this.log.service}:${tenant}`);
  }

  /** Leaves all logs to others. */
  release(): Promise<void> {
    return this.leases.releaseAll();
  }

  /** Whether the log is known to be the one that was shipped so far. */
  isCompared(tenant: string, head: Head, { life, comparedLife }: RelayProgress): boolean {
    const before = this.seen.get(tenant);
    const wentBack = before && (head.epoch < before.epoch || head.position < before.position);
    if (wentBack) this.seen.delete(tenant);
    if (wentBack || !before || life !== comparedLife) return false;
    this.seen.set(tenant, head);
    return true;
  }

  /**
   * Compares the log with what is known of it elsewhere, and opens an epoch if it has lost anything.
   *
   * @throws Error while the broker is away; DomainError of kind `unavailable` while a database is
   */
  async compare(tenant: string, head: Head, progress: RelayProgress): Promise<void> {
    const witness = await this.witnesses.of(tenant, this.log.service);
    const agrees = !witness || (await this.agrees(tenant, head, witness));
    if (progress.life !== progress.comparedLife || !agrees) {
      const { seen, difference, upto } = await this.comparison.compare(tenant, BigInt(progress.offset + 1));
      const fromPosition = difference?.fromPosition ?? (agrees ? undefined : progress.position + 1);
      if (fromPosition !== undefined) {
        const known = Math.max(seen, witness?.epoch ?? 0);
        const opening = { after: head.epoch, seen: known, fromPosition, actor: 'system:relay' };
        const done = await this.log.openEpoch(tenant, opening);
        // Somebody else opened one, for reasons that may be others: it is compared with that one at the next visit.
        if (!done.opened) return;
        this.tell(tenant, done, difference);
      } else if (progress.life !== progress.comparedLife) {
        // Readers may have gone back with the database, to before what they had taken of the topic. The last event shows
        // them. That they did cannot be told: a server that was only started anew may stand on older files.
        await this.log.relayRewind(tenant, progress.position - 1);
      }
      await this.log.relayCompared(tenant, progress.life, Number(upto));
    }
    this.seen.set(tenant, await this.log.head(tenant));
  }

  /** Opens an epoch because an operator says so. */
  async open(tenant: string, { after, fromPosition, actor }: OpeningByHand): Promise<OpenedEpoch> {
    const witness = await this.witnesses.of(tenant, this.log.service);
    const compared = fromPosition === undefined ? await this.comparison.compare(tenant, 0n) : undefined;
    const seen = Math.max(compared?.seen ?? 0, witness?.epoch ?? 0);
    const from = fromPosition ?? compared?.difference?.fromPosition;
    const opening = { after, seen, actor, ...(from === undefined ? {} : { fromPosition: from }) };
    const done = await this.log.openEpoch(tenant, opening);
    if (done.opened) this.tell(tenant, done, compared?.difference);
    return done;
  }

  /** Remembers what the log is, now that all of it is shipped. Never throws: the next time will do. */
  async witness(tenant: string, { epoch, position }: Head): Promise<void> {
    const last = this.witnessed.get(tenant);
    if (position === 0 || last?.position === position || Date.now() - (last?.at ?? 0) < WITNESS_MS) return;
    this.witnessed.set(tenant, { position, at: Date.now() });
    try {
      const hash = await this.log.hashAt(tenant, position);
      if (hash) await this.witnesses.put(tenant, this.log.service, { epoch, position, hash });
    } catch (error) {
      this.logger.debug('a witness was not written', { tenant, err: error });
    }
  }

  /** Whether the log still is what it was then. A witness of what is void since says nothing. */
  private async agrees(tenant: string, head: Head, witness: Witness): Promise<boolean> {
    if (witness.epoch < head.epoch && isVoid(await this.log.epochs(tenant), witness)) return true;
    const hash = await this.log.hashAt(tenant, witness.position);
    return hash?.equals(witness.hash) ?? false;
  }

  private tell(tenant: string, opened: OpenedEpoch, difference: Difference | undefined): void {
    const { service } = this.log;
    const { epoch, fromPosition } = opened;
    const lost = difference?.lost ?? {};
    const list = Object.entries(lost).map(([event, count]) => `${count} ${event}`);
    const what =
      list.length > 0 ? `the topic has, and the log has not: ${list.join(', ')}` : 'the topic has nothing more';
    this.logger.warn(
      `the log of ${service} of ${tenant} goes on in epoch ${epoch}, from position ${fromPosition}; ${what}`,
    );
    this.book.opened(tenant, { epoch, fromPosition, openedAt: new Date().toISOString(), lost });
  }
}
