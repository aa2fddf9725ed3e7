import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { addDays, type Day, type RecordedEvent } from '#libs/kernel';
import { SEALS_STREAM, type SealFact } from '../domain/seals.js';
import { type CycleClosed } from '../domain/settle.js';
import { AccountCyclesQuery } from '../projections/account-cycles/account-cycles.query.js';

/** The stream of the closed cycles. */
export const CYCLES_STREAM = 'cycles';

export interface Closing {
  /** The first cycle that is not closed; null when nothing ever moved. */
  readonly firstOpen: Day | null;
  readonly lastClosed: Day | null;
  /** When the last closed cycle ended, epoch milliseconds. */
  readonly lastEnd: number | null;
  /** The version of the stream of cycles. */
  readonly version: number;
}

/** How far the closing of a tenant's cycles has got, as the log says. */
@Injectable()
export class ClosingState {
  constructor(
    private readonly log: EventLog,
    private readonly movements: AccountCyclesQuery,
  ) {}

  async read(tenant: string): Promise<Closing> {
    const version = await this.log.streamVersion(tenant, CYCLES_STREAM);
    if (version === 0)
      return { firstOpen: await this.movements.firstDay(tenant), lastClosed: null, lastEnd: null, version };
    const [last] = await this.log.readStream(tenant, CYCLES_STREAM, { fromVersion: version });
    const { cycle, endsAt } = (last as unknown as CycleClosed).body;
    return { firstOpen: addDays(cycle, 1), lastClosed: cycle, lastEnd: endsAt, version };
  }

  /** Every seal that was ever said, oldest first. */
  async seals(tenant: string): Promise<RecordedEvent<SealFact>[]> {
    return (await this.log.readStream(tenant, SEALS_STREAM)) as unknown as RecordedEvent<SealFact>[];
  }
}
