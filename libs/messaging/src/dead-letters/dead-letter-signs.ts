import { Injectable } from '@nestjs/common';
import { type Health, HealthRegistry, Metrics, StatusRegistry } from '#libs/platform';
import { DeadLetterBook, type TenantTally } from './dead-letter-book.js';

/** Tells status, health and measurements what was set aside and waits for somebody to look at it. */
@Injectable()
export class DeadLetterSigns {
  constructor(
    private readonly book: DeadLetterBook,
    status: StatusRegistry,
    health: HealthRegistry,
    metrics: Metrics,
  ) {
    status.contribute('deadLetters', async () => (await book.tallies()).map(rowOf));
    health.register('deadLetters', () => this.health());
    const labels = ['subscriber', 'source'] as const;
    const letters = 'Events that were set aside and wait.';
    metrics.gaugePerTenant({ name: 'aviary_dead_letters', help: letters, labels, merge: 'sum' }, async () =>
      (await book.tallies()).map((tally) => readingOf(tally, tally.letters)),
    );
    const keys = 'Keys for which events wait.';
    metrics.gaugePerTenant({ name: 'aviary_dead_letter_keys', help: keys, labels, merge: 'sum' }, async () =>
      (await book.tallies()).map((tally) => readingOf(tally, tally.keys)),
    );
  }

  private async health(): Promise<Health> {
    const tallies = await this.book.tallies();
    const [first] = tallies;
    if (!first) return { state: 'ok' };
    const keys = tallies.reduce((sum, tally) => sum + tally.keys, 0);
    const reason = `Events of ${counted(keys, 'key')} are set aside, for ${first.consumer} for one; aviary dead-letters list says which.`;
    return { state: 'degraded', reason };
  }
}

function rowOf({ consumer, source, tenant, letters, keys, since }: TenantTally): object {
  return {
    ...{ subscriber: consumer, source, tenant, letters, keys, since: since.toISOString(), state: 'parked' },
    reason: `${counted(letters, 'event')} of ${counted(keys, 'key')} ${letters === 1 ? 'waits' : 'wait'}; everything else goes on.`,
  };
}

const counted = (count: number, what: string): string => (count === 1 ? `1 ${what}` : `${count} ${what}s`);

const readingOf = ({ consumer, source, tenant }: TenantTally, value: number) => ({
  ...{ tenant, labels: { subscriber: consumer, source }, value },
});
