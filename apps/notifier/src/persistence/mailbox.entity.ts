import { EntitySchema } from 'typeorm';

/** A mail that the development mailbox received. */
export interface ReceivedMail {
  id: number;
  messageId: string;
  /** The person it was sent to; null of a mail that came from elsewhere. */
  recipientId: string | null;
  sender: string;
  recipient: string;
  subject: string;
  text: string;
  receivedAt: Date;
}

export const mailboxEntity = new EntitySchema<ReceivedMail>({
  name: 'mailbox',
  schema: 'notifier',
  tableName: 'mailbox',
  columns: {
    id: { type: 'bigint', primary: true, generated: 'increment' },
    messageId: { type: 'text', name: 'message_id' },
    recipientId: { type: 'uuid', name: 'recipient_id', nullable: true },
    sender: { type: 'text' },
    recipient: { type: 'text' },
    subject: { type: 'text' },
    text: { type: 'text' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
  },
});
