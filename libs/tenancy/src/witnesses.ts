import { Injectable } from '@nestjs/common';
import { ControlDatabase } from './control-database.js';
import { asUnavailable } from './trouble.js';

/** What a log once was: at this position of this epoch it had an event with this hash. */
export interface Witness {
  readonly epoch: number;
  readonly position: number;
  readonly hash: Buffer;
}

/**
 * What logs were seen to be, remembered in the control database, outside of the tenant's own. A log that does not agree
 * was put back, or moved. All methods throw DomainError `database-unavailable` (503).
 */
@Injectable()
export class Witnesses {
  constructor(private readonly control: ControlDatabase) {}

  async of(tenant: string, service: string): Promise<Witness | undefined> {
    return this.run<Witness>(
      `SELECT epoch, "position", hash FROM control.witnesses WHERE tenant = $1 AND service = $2`,
      [tenant, service],
    );
  }

  /** Never goes back within an epoch: of two who write, one may be slow. */
  async put(tenant: string, service: string, { epoch, position, hash }: Witness): Promise<void> {
    await this.run(
      `INSERT INTO control.witnesses AS known (tenant, service, epoch, "position", hash, recorded_at)
         VALUES ($1, $2, $3, $4, $5, clock_timestamp())
         ON CONFLICT (tenant, service) DO UPDATE
           SET epoch = excluded.epoch, "position" = excluded."position", hash = excluded.hash,
               recorded_at = excluded.recorded_at
           WHERE (known.epoch, known."position") < (excluded.epoch, excluded."position")`,
      [tenant, service, epoch, position, hash],
    );
  }

  private async run<Row>(text: string, values: unknown[]): Promise<Row | undefined> {
    try {
      return (await this.control.pool.query(text, values)).rows[0] as Row | undefined;
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}
