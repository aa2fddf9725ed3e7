import { Module } from '@nestjs/common';
import { EventStoreModule } from '#libs/event-store';
import { type ServiceDefinition } from '#libs/http';
import { MessagingModule } from '#libs/messaging';
import { ProjectionsModule } from '#libs/projections';
import { TenancyModule } from '#libs/tenancy';
import { AnnouncePayout } from './application/announce-payout.js';
import { DueMessages } from './application/due-messages.js';
import { FindMessage } from './application/find-message.js';
import { ForgetMails } from './application/forget-mails.js';
import { MailTransport } from './application/mail-transport.js';
import { ReceiveMails } from './application/receive-mails.js';
import { RecipientLookup } from './application/recipient-lookup.js';
import { SendDueMessages } from './application/send-due-messages.js';
import { Sender } from './application/sender.js';
import { MailboxController } from './http/mailbox.controller.js';
import { MessagesController } from './http/messages.controller.js';
import { AnnouncePayoutReactor } from './messaging/announce-payout.reactor.js';
import { Mailbox1790000000000 } from './persistence/1790000000000-mailbox.js';
import { MailboxRecipient1795000000000 } from './persistence/1795000000000-mailbox-recipient.js';
import { mailboxEntity } from './persistence/mailbox.entity.js';
import { Mailbox } from './application/mailbox.js';
import { outbox } from './projections/outbox/outbox.projection.js';
import { OutboxQuery } from './projections/outbox/outbox.query.js';
import { recipients } from './projections/recipients/recipients.projection.js';
import { RecipientsQuery } from './projections/recipients/recipients.query.js';

@Module({
  imports: [
    TenancyModule.forService({
      migrations: [Mailbox1790000000000, MailboxRecipient1795000000000],
      entities: [mailboxEntity],
    }),
    EventStoreModule.forService({ service: 'notifier' }),
    MessagingModule.forService({ service: 'notifier', hasLog: true }),
    ProjectionsModule.forService({ service: 'notifier', projections: [outbox, recipients] }),
  ],
  controllers: [MailboxController, MessagesController, AnnouncePayoutReactor],
  providers: [
    ...[
      AnnouncePayout,
      DueMessages,
      FindMessage,
      ForgetMails,
      MailTransport,
      ReceiveMails,
      RecipientLookup,
      SendDueMessages,
      Sender,
    ],
    ...[Mailbox, OutboxQuery, RecipientsQuery],
  ],
})
export class NotifierModule {}

export const notifier: ServiceDefinition = { name: 'notifier', module: NotifierModule };
