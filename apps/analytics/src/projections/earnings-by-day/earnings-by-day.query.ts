import { Injectable } from '@nestjs/common';
import { Between } from 'typeorm';
import { type Day, daysBetween } from '#libs/kernel';
import { Views } from '#libs/projections';
import { earningsByDay } from './earnings-by-day.projection.js';

/** What management earned (fees − rewards); whole minor units. */
export interface Earnings {
  total: number;
  days: { day: Day; fees: number; rewards: number; earnings: number }[];
}

@Injectable()
export class EarningsQuery {
  constructor(private readonly views: Views) {}

  /** Every day of the range, also those on which nothing moved. */
  async between(tenant: string, from: Day, to: Day): Promise<Earnings> {
    const view = await this.views.of(tenant, earningsByDay);
    const rows = await view.find({ where: { day: Between(from, to) } });
    const byDay = new Map(rows.map((row) => [row.day, row]));
    let total = 0;
    const days = [...daysBetween(from, to)].map((day) => {
      const { fees, rewards } = byDay.get(day) ?? { fees: 0, rewards: 0 };
      total += fees - rewards;
      return { day, fees, rewards, earnings: fees - rewards };
    });
    return { total, days };
  }
}
