import { Injectable } from '@nestjs/common';
import { LessThan, MoreThanOrEqual } from 'typeorm';
import { linesTableName, Views } from '#libs/projections';
import { type Reckoning } from '../../domain/entry-story.js';
import { accounts, type EntryLine } from './accounts.projection.js';

interface SumsRow {
  readonly first: string | null;
  readonly fees: string | null;
  readonly rewards: string | null;
  readonly other: string | null;
}

/** How entries and payouts of one account belong together. It reads lines of that account alone. */
@Injectable()
export class PayoutsQuery {
  constructor(private readonly views: Views) {}

  /** The payout that settled an entry: the first of its cycle or a later one; a payout is its own. */
  async settling(tenant: string, entry: EntryLine): Promise<EntryLine | undefined> {
    if (entry.reason === 'payout') return entry;
    const lines = await this.views.lines(tenant, accounts);
    const where = { account: entry.account, reason: 'payout', cycle: MoreThanOrEqual(entry.cycle) } as const;
    const [first] = await lines.find({ where, order: { cycle: 'ASC' }, take: 1 });
    return first;
  }

  /** What a payout was reckoned from: all entries of cycles since the payout before it. */
  async reckoning(tenant: string, { account, cycle }: EntryLine): Promise<Reckoning> {
    const lines = await this.views.lines(tenant, accounts);
    const earlier = { account, reason: 'payout', cycle: LessThan(cycle) } as const;
    const [before] = await lines.find({ where: earlier, order: { cycle: 'DESC' }, take: 1 });
    const { pool } = await this.views.database(tenant, accounts);
    const { rows } = await pool.query<SumsRow>(
      `SELECT to_char(min(cycle), 'YYYY-MM-DD') AS first,
              -sum(amount) FILTER (WHERE reason = 'assignment') AS fees,
              sum(amount) FILTER (WHERE reason = 'completion') AS rewards,
              sum(amount) FILTER (WHERE reason NOT IN ('assignment', 'completion')) AS other
         FROM ${linesTableName(accounts)}
        WHERE account = $1 AND reason <> 'payout' AND cycle <= $2 AND ($3::date IS NULL OR cycle > $3)`,
      [account, cycle, before?.cycle ?? null],
    );
    const { first, fees, rewards, other } = rows[0] ?? { first: null, fees: null, rewards: null, other: null };
    return { from: first ?? cycle, to: cycle, fees: Number(fees), rewards: Number(rewards), other: Number(other) };
  }
}
