import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
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

  /** Up to which event of the identities' log the addresses are known. */
  async knownUpTo(tenant: string): Promise<Checkpoint> {
    return await this.views.checkpoint(tenant, recipients, 'auth');
  }
}
