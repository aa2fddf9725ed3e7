import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Views } from '#libs/projections';
import { balances } from './balances.projection.js';

@Injectable()
export class BalancesQuery {
  constructor(private readonly views: Views) {}

  /** How many people owe the company now. */
  async negative(tenant: string): Promise<{ count: number }> {
    const view = await this.views.of(tenant, balances);
    return { count: await view.countBy({ balance: LessThan(0) }) };
  }
}
