import { Injectable } from '@nestjs/common';
import { LessThanOrEqual } from 'typeorm';
import { Views } from '#libs/projections';
import { outbox, type OutboxRow } from './outbox.projection.js';

@Injectable()
export class OutboxQuery {
  constructor(private readonly views: Views) {}

  /** What is to be sent now (epoch milliseconds), longest due first. */
  async due(tenant: string, now: number, limit: number): Promise<OutboxRow[]> {
    const view = await this.views.of(tenant, outbox);
    return await view.find({
      where: { status: 'waiting', dueAt: LessThanOrEqual(now) },
      order: { dueAt: 'ASC', messageId: 'ASC' },
      take: limit,
    });
  }

  async byId(tenant: string, messageId: string): Promise<OutboxRow | undefined> {
    const view = await this.views.of(tenant, outbox);
    return (await view.findOneBy({ messageId })) ?? undefined;
  }
}
