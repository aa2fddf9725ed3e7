import { Injectable } from '@nestjs/common';
import { RecipientsQuery } from '../projections/recipients/recipients.query.js';
import { Mailbox } from './mailbox.js';

/**
 * Takes the mails of people who were erased out of the development mailbox. It looks at what is there and not at the
 * event, so a mail that was under way meanwhile goes too.
 */
@Injectable()
export class ForgetMails {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly recipients: RecipientsQuery,
  ) {}

  async execute(tenant: string): Promise<void> {
    const erased = await this.recipients.erasedOf(tenant, await this.mailbox.recipients(tenant));
    if (erased.length > 0) await this.mailbox.forget(tenant, erased);
  }
}
