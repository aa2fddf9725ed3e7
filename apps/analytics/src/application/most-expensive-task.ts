import { Injectable } from '@nestjs/common';
import { addDays, type Day, dayOf, minutesOf, startOfDay } from '#libs/kernel';
import { TenantRegistry } from '#libs/tenancy';
import { type DayRange, type Period, rangeOf } from '../domain/period.js';
import { CompletedTasksQuery, type ExpensiveTask } from '../projections/completed-tasks/completed-tasks.query.js';

export type MostExpensive = DayRange & { readonly task: ExpensiveTask | null };

@Injectable()
export class MostExpensiveTask {
  constructor(
    private readonly tenants: TenantRegistry,
    private readonly tasks: CompletedTasksQuery,
  ) {}

  /** @param at any day of the period; today by default. Days are the tenant's business days. */
  async of(tenant: string, period: Period, at?: Day): Promise<MostExpensive> {
    const { timeZone, closingTime } = (await this.tenants.get(tenant)).settings;
    const closing = minutesOf(closingTime);
    const range = rangeOf(period, at ?? dayOf(Date.now(), timeZone, closing));
    const start = startOfDay(range.from, timeZone, closing);
    const end = startOfDay(addDays(range.to, 1), timeZone, closing);
    return { ...range, task: await this.tasks.mostExpensive(tenant, start, end) };
  }
}
