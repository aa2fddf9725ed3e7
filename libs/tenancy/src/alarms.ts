import { Injectable } from '@nestjs/common';
import { ControlDatabase } from './control-database.js';
import { asUnavailable } from './trouble.js';

/** Something that people have to be told. */
export interface Alarm {
  /** The same trouble has the same id, so that it is told once. */
  readonly id: string;
  readonly tenant: string;
  readonly service: string;
  /** What kind of trouble, in lower-case words joined by dashes. */
  readonly kind: string;
  /** What it is about: a consumer and key, for one. */
  readonly subject: string;
  /** A sentence for whoever operates the system, without anybody's personal data. */
  readonly reason: string;
}

/**
 * The way by which any service has something told that goes wrong: `keeper` records it as an event of the tenant, and takes
 * it out. All methods throw DomainError `database-unavailable` (503).
 */
@Injectable()
export class Alarms {
  constructor(private readonly control: ControlDatabase) {}

  /** Known ones stay as they are. */
  async raise(alarms: readonly Alarm[]): Promise<void> {
    if (alarms.length === 0) return;
    const column = (value: (alarm: Alarm) => string): string[] => alarms.map(value);
    await this.run(
      `INSERT INTO control.alarms (id, tenant, service, kind, subject, reason)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
       ON CONFLICT (id) DO NOTHING`,
      [
        column(({ id }) => id),
        column(({ tenant }) => tenant),
        column(({ service }) => service),
        column(({ kind }) => kind),
        column(({ subject }) => subject),
        column(({ reason }) => reason),
      ],
    );
  }

  /** What nobody has recorded yet, the oldest first. */
  async waiting(limit: number): Promise<readonly (Alarm & { readonly at: Date })[]> {
    return await this.run<Alarm & { at: Date }>(
      'SELECT id, tenant, service, kind, subject, reason, at FROM control.alarms ORDER BY at LIMIT $1',
      [limit],
    );
  }

  /** They are recorded. */
  async drop(ids: readonly string[]): Promise<void> {
    await this.run('DELETE FROM control.alarms WHERE id = ANY ($1)', [ids]);
  }

  private async run<Row>(text: string, values: unknown[]): Promise<Row[]> {
    try {
      return (await this.control.pool.query(text, values)).rows as Row[];
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}
