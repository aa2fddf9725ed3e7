import { type RecordedEvent } from '#libs/kernel';
import { type TenantDatabase } from '#libs/tenancy';
import {
  type DeadLetter,
  type NewLetter,
  type ParkedKey,
  type StoredBodies,
  streamKey,
  type UnreadableEvent,
} from './dead-letter.js';
import { type DeadLetterTools } from './dead-letter-tools.js';
import { LetterStore } from './letter-store.js';
import { makeLetterTable } from './letter-table.js';
import { reasonOf } from './reason.js';

type NewForReactor = Omit<NewLetter, 'consumer' | 'source'>;

/** What a reactor sets aside while it decides a batch. */
export class Aside {
  readonly letters: NewForReactor[] = [];
  private readonly waiting: Set<string>;

  /** @param parked the keys for which something waits already */
  constructor(
    parked: ReadonlySet<string>,
    private readonly stored: StoredBodies,
  ) {
    this.waiting = new Set(parked);
  }

  /** Whether the event has to wait; it is set aside then. */
  takes(event: RecordedEvent): boolean {
    const key = streamKey(event.meta.streamId);
    if (!this.waiting.has(key)) return false;
    this.add(event, 'queued', null);
    return true;
  }

  poison(event: RecordedEvent, error: unknown): void {
    this.waiting.add(streamKey(event.meta.streamId));
    this.add(event, 'poison', reasonOf(error, event.body));
  }

  private add({ meta }: RecordedEvent, state: 'poison' | 'queued', reason: string | null): void {
    this.letters.push({ key: streamKey(meta.streamId), meta, body: this.stored(meta.eventId), state, reason });
  }
}

/** What waits for one reactor and log, in the databases of all tenants. */
export class ReactorLetters {
  private readonly looked = new Set<string>();

  constructor(
    private readonly reactor: Pick<ParkedKey, 'consumer' | 'source'>,
    private readonly service: string,
    private readonly tools: DeadLetterTools,
  ) {}

  /** Has the book know of what was set aside before this process began; once for each tenant. */
  async look(tenant: string): Promise<void> {
    if (!this.looked.has(tenant)) await this.parked(tenant);
  }

  /** The keys that are parked. @throws DomainError of kind `unavailable` */
  async parked(tenant: string): Promise<Set<string>> {
    const { consumer, source } = this.reactor;
    const { parked } = await (await this.store(tenant)).waiting(consumer, source);
    if (parked.length > 0 && !this.looked.has(tenant)) this.tools.book.note(tenant);
    this.looked.add(tenant);
    return new Set(parked.map(({ key }) => key));
  }

  /**
   * Sets events aside, those that were set aside before stay as they are.
   *
   * @returns false, and sets nothing aside, if somebody has taken up meanwhile what one of them was to wait behind
   */
  async put(tenant: string, letters: readonly NewForReactor[]): Promise<boolean> {
    const { consumer, source } = this.reactor;
    const poisoned = new Set(letters.filter(({ state }) => state === 'poison').map(({ key }) => key));
    const behind = new Set(letters.map(({ key }) => key).filter((key) => !poisoned.has(key)));
    const database = await this.database(tenant);
    const done = await database.transaction(async (client) => {
      const store = new LetterStore(client, this.service);
      if (behind.size > 0 && (await store.hold(consumer, source, [...behind])).size < behind.size) return false;
      await store.put(letters.map((letter) => ({ ...letter, consumer, source })));
      return true;
    });
    if (done) this.tools.book.note(tenant);
    return done;
  }

  /** Sets aside what nobody can read. */
  async putUnreadable(tenant: string, { meta, body, reason }: UnreadableEvent): Promise<void> {
    await this.put(tenant, [{ key: streamKey(meta.streamId), meta, body, state: 'poison', reason }]);
  }

  /** What waits for a key, in log order, each with its event or why it cannot be read. */
  async ofKey(tenant: string, key: string, limit: number): Promise<readonly [DeadLetter, RecordedEvent | Error][]> {
    const letters = await (await this.store(tenant)).ofKey({ ...this.reactor, key }, limit);
    const opened = await this.tools.opener.open(tenant, this.reactor.source, letters);
    return letters.map((letter, place) => [letter, opened[place] as RecordedEvent | Error]);
  }

  /** The letters as they are stored, of all consumers of the service. */
  async store(tenant: string): Promise<LetterStore> {
    return new LetterStore((await this.database(tenant)).pool, this.service);
  }

  private async database(tenant: string): Promise<TenantDatabase> {
    const database = await this.tools.databases.of(tenant);
    await makeLetterTable(database, this.service);
    return database;
  }
}
