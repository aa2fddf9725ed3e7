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

/** A trouble that lasts, by what it is about. */
export type Lasting = Pick<Alarm, 'service' | 'kind'> & { readonly subjects: readonly string[] };

/** An alarm that `keeper` has to record something of. */
export interface WaitingAlarm extends Alarm {
  readonly at: Date;
  /** That it was raised is recorded. */
  readonly recorded: boolean;
  /** What has ended it; null while it goes on, or where nobody will say. */
  readonly over: string | null;
}

/**
 * The way by which any service has something told that goes wrong: `keeper` records it as an event of the tenant, and takes
 * it out. All methods throw DomainError `database-unavailable` (503).
 */
@Injectable()
export class Alarms {
  constructor(private readonly control: ControlDatabase) {}

  /**
   * Known ones stay as they are.
   *
   * @param lasts whether somebody will say that they are `over`; as long as nobody has, the same subject is not told of again
   */
  async raise(alarms: readonly Alarm[], lasts = false): Promise<void> {
    if (alarms.length === 0) return;
    const column = (value: (alarm: Alarm) => string): string[] => alarms.map(value);
    await this.run(
      `INSERT INTO control.alarms (id, tenant, service, kind, subject, reason, lasts)
       SELECT a.*, $7 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         AS a (id, tenant, service, kind, subject, reason)
       WHERE NOT ($7 AND EXISTS (SELECT FROM control.alarms AS known WHERE known.lasts AND known.over IS NULL
         AND (known.service, known.kind, known.subject) = (a.service, a.kind, a.subject)))
       ON CONFLICT (id) DO NOTHING`,
      [
        column(({ id }) => id),
        column(({ tenant }) => tenant),
        column(({ service }) => service),
        column(({ kind }) => kind),
        column(({ subject }) => subject),
        column(({ reason }) => reason),
        lasts,
      ],
    );
  }

  /** Troubles that last are over, whoever has raised them; where there are none, nothing happens. */
  async end({ service, kind, subjects }: Lasting, over: string): Promise<void> {
    if (subjects.length === 0) return;
    await this.run(
      `UPDATE control.alarms SET over = $4
        WHERE lasts AND over IS NULL AND service = $1 AND kind = $2 AND subject = ANY ($3)`,
      [service, kind, subjects, over],
    );
  }

  /** Of which something is not recorded yet, the oldest first. */
  async waiting(limit: number): Promise<readonly WaitingAlarm[]> {
    return await this.run<WaitingAlarm>(
      `SELECT id, tenant, service, kind, subject, reason, at, recorded_at IS NOT NULL AS recorded, over
         FROM control.alarms WHERE recorded_at IS NULL OR over IS NOT NULL ORDER BY at LIMIT $1`,
      [limit],
    );
  }

  /** All that was known of them is recorded: those of which more will be heard stay. */
  async settle(alarms: readonly Pick<WaitingAlarm, 'id' | 'over'>[]): Promise<void> {
    const ended = alarms.filter(({ over }) => over !== null);
    await this.run('DELETE FROM control.alarms WHERE id = ANY ($1) AND (NOT lasts OR id = ANY ($2))', [
      alarms.map(({ id }) => id),
      ended.map(({ id }) => id),
    ]);
    await this.run('UPDATE control.alarms SET recorded_at = clock_timestamp() WHERE id = ANY ($1)', [
      alarms.map(({ id }) => id),
    ]);
  }

  private async run<Row>(text: string, values: unknown[]): Promise<Row[]> {
    try {
      return (await this.control.pool.query(text, values)).rows as Row[];
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}
