import { Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { type Checkpoint } from '#libs/messaging';
import { Views } from '#libs/projections';
import { type RecipientRow, recipients } from './recipients.projection.js';

@Injectable()
export class RecipientsQuery {
  constructor(private readonly views: Views) {}

  async byId(tenant: string, userIds: readonly string[]): Promise<Map<string, RecipientRow>> {
    const view = await this.views.of(tenant, recipients);
    const rows = await view.findBy({ userId: In([...userIds]) });
    return new Map(rows.map((row) => [row.userId, row]));
  }

  /** Those of the people who were erased: a name is null of nobody else. */
  async erasedOf(tenant: string, userIds: readonly string[]): Promise<string[]> {
    if (userIds.length === 0) return [];
    const view = await this.views.of(tenant, recipients);
    return (await view.findBy({ userId: In([...userIds]), name: IsNull() })).map(({ userId }) => userId);
  }

  /** Up to which event of the identities' log the addresses are known. */
  async knownUpTo(tenant: string): Promise<Checkpoint> {
    return await this.views.checkpoint(tenant, recipients, 'auth');
  }
}
