import { Injectable } from '@nestjs/common';
import { ControlDatabase } from '#libs/tenancy';

/** What consumers miss of this service's logs, and ask to be shipped again. */
@Injectable()
export class ReshipRequests {
  constructor(private readonly control: ControlDatabase) {}

  /** By tenant: the least position that was asked for. */
  async open(service: string): Promise<Map<string, number>> {
    const { rows } = await this.control.pool.query<{ tenant: string; from: number }>(
      `SELECT tenant, min(from_position) AS "from" FROM control.reship_requests WHERE service = $1 GROUP BY tenant`,
      [service],
    );
    return new Map(rows.map(({ tenant, from }) => [tenant, from]));
  }

  /** The log is shipped again from that position on: nobody need ask for it or for what comes after. */
  async close(service: string, tenant: string, fromPosition: number): Promise<void> {
    await this.control.pool.query(
      'DELETE FROM control.reship_requests WHERE service = $1 AND tenant = $2 AND from_position >= $3',
      [service, tenant, fromPosition],
    );
  }
}
