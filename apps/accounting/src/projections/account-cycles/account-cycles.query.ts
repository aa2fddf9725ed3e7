import { Injectable } from '@nestjs/common';
import { Between } from 'typeorm';
import { type Day } from '#libs/kernel';
import { tableName, Views } from '#libs/projections';
import { type Movement } from '../../domain/settle.js';
import { accountCycles } from './account-cycles.projection.js';

@Injectable()
export class AccountCyclesQuery {
  constructor(private readonly views: Views) {}

  /** The first day on which money moved, or null. */
  async firstDay(tenant: string): Promise<Day | null> {
    const view = await this.views.of(tenant, accountCycles);
    const [row] = await view.find({ order: { cycle: 'ASC' }, take: 1 });
    return row?.cycle ?? null;
  }

  /** Every balance other than zero as it stood when the cycle began, by employee; whole minor units. */
  async balancesBefore(tenant: string, cycle: Day): Promise<Map<string, number>> {
    const { pool } = await this.views.database(tenant, accountCycles);
    const { rows } = await pool.query<{ employee_id: string; balance: string }>(
      `SELECT employee_id, sum(rewards - fees - payouts + other)::bigint AS balance
         FROM ${tableName(accountCycles)} WHERE cycle < $1
        GROUP BY employee_id HAVING sum(rewards - fees - payouts + other) <> 0`,
      [cycle],
    );
    return new Map(rows.map((row) => [row.employee_id, Number(row.balance)]));
  }

  /** What moved from one day to another, both included, by cycle. */
  async movements(tenant: string, from: Day, to: Day): Promise<Map<Day, Movement[]>> {
    const view = await this.views.of(tenant, accountCycles);
    const rows = await view.find({ where: { cycle: Between(from, to) }, order: { cycle: 'ASC', employeeId: 'ASC' } });
    const byDay = new Map<Day, Movement[]>();
    for (const row of rows) {
      const day = byDay.get(row.cycle);
      if (day) day.push(row);
      else byDay.set(row.cycle, [row]);
    }
    return byDay;
  }
}
