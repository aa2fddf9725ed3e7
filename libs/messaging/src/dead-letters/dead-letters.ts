import { Inject, Injectable } from '@nestjs/common';
import { conflict, type DomainError, notFound } from '#libs/kernel';
import { Metrics, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { type Subscriber } from '../consuming/subscriber.js';
import { Subscriptions } from '../consuming/subscriptions.js';
import { type DeadLetter, type Discard, type Release } from './dead-letter.js';
import { DeadLetterTools } from './dead-letter-tools.js';
import { LetterStore } from './letter-store.js';
import { type LetterFilter, type LetterPlace, pageOfLetters } from './letter-page.js';
import { makeLetterTable } from './letter-table.js';

/** What became of a key. */
export interface Acted extends Release {
  /** The first of those that had waited for it: the one that could not be handled. */
  readonly letter: DeadLetter;
}

/** What people do about what this service has set aside. All methods throw DomainError of kind `unavailable`. */
@Injectable()
export class DeadLetters {
  private readonly retries;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'service'>,
    private readonly tools: DeadLetterTools,
    private readonly subscriptions: Subscriptions,
    metrics: Metrics,
  ) {
    this.retries = metrics.counter(
      'aviary_dead_letter_retries_total',
      'Times that somebody had what waits for a key taken up again, by what became of it.',
      ['subscriber', 'outcome'],
    );
  }

  get service(): string {
    return this.config.service;
  }

  /**
   * What this release's consumers have set aside, by consumer, log, key and place in the log.
   *
   * @param after where the page before ended
   */
  async page(tenant: string, filter: LetterFilter, after: LetterPlace | undefined): Promise<DeadLetter[]> {
    const { pool } = await this.database(tenant);
    const consumers = this.subscriptions.names.filter(
      (name) => filter.consumer === undefined || name === filter.consumer,
    );
    return await pageOfLetters(pool, this.config.service, { ...filter, consumers }, after);
  }

  /** @throws DomainError `dead-letter-not-found` */
  async find(tenant: string, id: string): Promise<DeadLetter> {
    const { pool } = await this.database(tenant);
    const letter = await new LetterStore(pool, this.config.service).find(id);
    if (!letter) throw unknownLetter();
    return letter;
  }

  /**
   * Takes up what waits for the letter's key.
   *
   * @throws DomainError `dead-letter-not-found`, `dead-letter-discarded`, `consumer-unknown`
   */
  async retry(tenant: string, id: string): Promise<Acted> {
    const found = await this.find(tenant, id);
    if (found.state === 'discarded') throw discarded();
    const { pool } = await this.database(tenant);
    const [first] = await new LetterStore(pool, this.config.service).ofKey(found, 1);
    const letter = first ?? found;
    return { letter, ...(await this.release(tenant, letter)) };
  }

  /**
   * Has the consumer do without an event that it cannot handle, and takes up what waits behind it. Done twice, it is done.
   *
   * @throws DomainError `dead-letter-not-found`, `dead-letter-not-poison`, `consumer-unknown`
   */
  async discard(tenant: string, discard: Discard): Promise<Acted> {
    const letter = await this.find(tenant, discard.id);
    if (letter.state === 'queued') throw notPoison();
    return { letter, ...(await this.release(tenant, letter, letter.state === 'poison' ? discard : undefined)) };
  }

  private async release(tenant: string, letter: DeadLetter, discard?: Discard): Promise<Release> {
    const { consumer, source, key } = letter;
    const release = await this.subscriberOf(letter).release?.(tenant, { consumer, source, key }, discard);
    if (!release) throw unknownConsumer(consumer);
    this.tools.book.note(tenant);
    this.retries.inc({ subscriber: consumer, outcome: release.outcome });
    return release;
  }

  private subscriberOf({ consumer, source }: DeadLetter): Subscriber {
    const found = this.subscriptions.ofSource(source).find(({ name }) => name === consumer);
    if (!found) throw unknownConsumer(consumer);
    return found;
  }

  private async database(tenant: string) {
    const database = await this.tools.databases.of(tenant);
    await makeLetterTable(database, this.config.service);
    return database;
  }
}

const unknownLetter = (): DomainError =>
  notFound('dead-letter-not-found', 'There is no such dead letter; perhaps it has been taken up.', { field: 'id' });
const discarded = (): DomainError =>
  conflict('dead-letter-discarded', 'This event was discarded; only what waits can be tried again.', { field: 'id' });
const notPoison = (): DomainError =>
  conflict(
    'dead-letter-not-poison',
    'This event only waits behind another of its key; discard that one, or try them again.',
    { field: 'id' },
  );
const unknownConsumer = (consumer: string): DomainError =>
  conflict('consumer-unknown', `This release has no consumer ${consumer}; the one that set the event aside has.`);
