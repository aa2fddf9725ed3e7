import { Injectable } from '@nestjs/common';
import { logHeads } from '#libs/event-store';
import { PersonKeys, TenantDatabases } from '#libs/tenancy';
import { type OutboxRow } from '../projections/outbox/outbox.projection.js';
import { type RecipientRow } from '../projections/recipients/recipients.projection.js';
import { RecipientsQuery } from '../projections/recipients/recipients.query.js';

/**
 * `later`: may yet turn up in a part of the identities' log that has not been read. `unknown`: there is none. `erased`: not
 * there any more, whatever the view still says: the person's key is gone before anybody is told.
 */
export type Recipient = RecipientRow | 'unknown' | 'later' | 'erased';

/** Whom the messages go to, as far as the identities' log has been read. */
@Injectable()
export class RecipientLookup {
  constructor(
    private readonly recipients: RecipientsQuery,
    private readonly databases: TenantDatabases,
    private readonly personKeys: PersonKeys,
  ) {}

  /**
   * @returns finds the recipient of an id
   */
  async lookUp(tenant: string, rows: readonly OutboxRow[]): Promise<(id: string) => Recipient> {
    const heads = await logHeads(await this.databases.of(tenant));
    const auth = heads.find(({ service }) => service === 'auth');
    const known = await this.recipients.knownUpTo(tenant);
    const complete = !auth || (known.epoch === auth.epoch && known.position >= auth.position);
    const ids = [...new Set(rows.map((row) => row.recipientId))];
    const found = await this.recipients.byId(tenant, ids);
    const keys = await this.personKeys.read(tenant, ids);
    return (id) => (keys.get(id) === null ? 'erased' : (found.get(id) ?? (complete ? 'unknown' : 'later')));
  }
}
