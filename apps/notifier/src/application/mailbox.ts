import { Injectable } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, type Page, page, type PageRequest } from '#libs/http';
import { notFound } from '#libs/kernel';
import { TenantDatabases } from '#libs/tenancy';
import { mailboxEntity, type ReceivedMail } from '../persistence/mailbox.entity.js';

/** A mail as the outside sees it. */
export interface MailView {
  id: number;
  messageId: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  receivedAt: string;
}

/** What the development mailbox has received for a tenant. */
@Injectable()
export class Mailbox {
  constructor(private readonly databases: TenantDatabases) {}

  /** A mail that comes again under its Message-ID is the same mail. */
  async put(tenant: string, mail: Omit<ReceivedMail, 'id'>): Promise<void> {
    const mails = await this.mails(tenant);
    await mails.createQueryBuilder().insert().values(mail).orIgnore().execute();
  }

  /** Newest first. */
  async list(tenant: string, { limit, cursor }: PageRequest): Promise<Page<MailView>> {
    const before = decodeCursor(cursor, z.int());
    const mails = await this.mails(tenant);
    const where = before === undefined ? {} : { where: { id: LessThan(before) } };
    const rows = await mails.find({ ...where, order: { id: 'DESC' }, take: limit + 1 });
    return page(rows, limit, (row) => row.id, asMail);
  }

  /** @throws DomainError `mail-not-found` */
  async get(tenant: string, id: number): Promise<MailView> {
    const row = await (await this.mails(tenant)).findOneBy({ id });
    if (!row) throw notFound('mail-not-found', 'There is no such mail in the mailbox.', { field: 'id' });
    return asMail(row);
  }

  /** The people whose mails are here. */
  async recipients(tenant: string): Promise<string[]> {
    const mails = (await this.mails(tenant)).createQueryBuilder('mail');
    mails.select('mail.recipientId', 'id').distinct().where('mail.recipientId IS NOT NULL');
    return (await mails.getRawMany<{ id: string }>()).map(({ id }) => id);
  }

  /** Deletes all mails of these people. */
  async forget(tenant: string, recipientIds: readonly string[]): Promise<void> {
    await (await this.mails(tenant)).delete({ recipientId: In([...recipientIds]) });
  }

  private async mails(tenant: string) {
    return (await this.databases.of(tenant)).dataSource.getRepository(mailboxEntity);
  }
}

function asMail({ id, messageId, sender, recipient, subject, text, receivedAt }: ReceivedMail): MailView {
  return {
    id,
    messageId,
    from: sender,
    to: recipient,
    subject,
    text,
    receivedAt: receivedAt.toISOString(),
  };
}
