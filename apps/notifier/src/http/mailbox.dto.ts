import { z } from 'zod';
import { pageOf, pageQuery } from '#libs/http';

const MailDto = z
  .object({
    id: z.int(),
    messageId: z.string(),
    from: z.string(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
    receivedAt: z.iso.datetime(),
  })
  .meta({ id: 'Mail' });
export const MailPageDto = pageOf(MailDto).meta({ id: 'MailPage' });

export const MailboxQuery = z.strictObject({ ...pageQuery });
export type MailboxQuery = z.infer<typeof MailboxQuery>;
