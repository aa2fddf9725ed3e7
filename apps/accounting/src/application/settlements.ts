import { Injectable } from '@nestjs/common';
import { addDays, type Day, daysBetween } from '#libs/kernel';
import { type Settlement, settle } from '../domain/settle.js';
import { AccountCyclesQuery } from '../projections/account-cycles/account-cycles.query.js';

/** So many days are read at once: years of cycles are settled in bounded memory. */
const WINDOW_DAYS = 120;

/** Reckons cycles from the views, in order; it writes nothing. */
@Injectable()
export class Settlements {
  constructor(private readonly movements: AccountCyclesQuery) {}

  /** One settlement per day from `from` to `to`, both included. */
  async *between(tenant: string, from: Day, to: Day): AsyncGenerator<Settlement> {
    const carried = await this.movements.balancesBefore(tenant, from);
    for (let start = from; start <= to; start = addDays(start, WINDOW_DAYS)) {
      const last = addDays(start, WINDOW_DAYS - 1);
      const end = last < to ? last : to;
      const byDay = await this.movements.movements(tenant, start, end);
      for (const day of daysBetween(start, end)) yield settle(day, carried, byDay.get(day) ?? []);
    }
  }
}
