import { Injectable } from '@nestjs/common';
import { Between, LessThan } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, type Page, page, type PageRequest } from '#libs/http';
import { type Day, daysBetween, notFound } from '#libs/kernel';
import { Views } from '#libs/projections';
import { type CycleRow, cycles } from './cycles.projection.js';

/** A billing cycle as the outside sees it; amounts in whole minor units, times ISO 8601 in UTC. */
export interface CycleView {
  cycle: string;
  status: 'open' | 'closed';
  fees: number;
  rewards: number;
  payouts: number;
  managementEarnings: number;
  accounts: number | null;
  startsAt: string | null;
  endsAt: string | null;
  closedAt: string | null;
}

/** What management earned, day by day. */
export interface Earnings {
  total: number;
  days: { day: Day; fees: number; rewards: number; earnings: number }[];
}

@Injectable()
export class CyclesQuery {
  constructor(private readonly views: Views) {}

  /** Newest first. */
  async list(tenant: string, { limit, cursor }: PageRequest): Promise<Page<CycleView>> {
    const before = decodeCursor(cursor, z.iso.date());
    const view = await this.views.of(tenant, cycles);
    const where = before === undefined ? {} : { where: { cycle: LessThan(before) } };
    const rows = await view.find({ ...where, order: { cycle: 'DESC' }, take: limit + 1 });
    return page(rows, limit, (row) => row.cycle, asCycle);
  }

  /** @throws DomainError `cycle-not-found` */
  async get(tenant: string, cycle: Day): Promise<CycleView> {
    const view = await this.views.of(tenant, cycles);
    const row = await view.findOneBy({ cycle });
    if (!row)
      throw notFound('cycle-not-found', 'Nothing happened in this cycle, and it is not closed.', { field: 'cycle' });
    return asCycle(row);
  }

  /** When a cycle was closed, epoch milliseconds; null while it is open. */
  async closedAt(tenant: string, cycle: Day): Promise<number | null> {
    const view = await this.views.of(tenant, cycles);
    return (await view.findOneBy({ cycle }))?.closedAt ?? null;
  }

  /** Every day of the range, also those on which nothing moved. */
  async earnings(tenant: string, from: Day, to: Day): Promise<Earnings> {
    const view = await this.views.of(tenant, cycles);
    const rows = await view.find({ where: { cycle: Between(from, to) } });
    const byDay = new Map(rows.map((row) => [row.cycle, row]));
    const days = [...daysBetween(from, to)].map((day) => {
      const { fees, rewards } = byDay.get(day) ?? { fees: 0, rewards: 0 };
      return { day, fees, rewards, earnings: fees - rewards };
    });
    return { total: days.reduce((sum, day) => sum + day.earnings, 0), days };
  }
}

function asCycle({ startsAt, endsAt, closedAt, ...row }: CycleRow): CycleView {
  const times = { startsAt: iso(startsAt), endsAt: iso(endsAt), closedAt: iso(closedAt) };
  return { ...row, managementEarnings: row.fees - row.rewards, ...times };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
