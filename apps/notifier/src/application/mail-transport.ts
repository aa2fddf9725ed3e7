import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { SpanKind } from '@opentelemetry/api';
import { createTransport, type Transporter } from 'nodemailer';
import { SERVICE_CONFIG, type ServiceConfig, Tracing } from '#libs/platform';
import { type Mail } from '../domain/payout-mail.js';

/** Names the tenant to the development mailbox, which sorts the mails by it. */
export const TENANT_HEADER = 'X-Aviary-Tenant';
/** Names the person by id, likewise. */
export const RECIPIENT_HEADER = 'X-Aviary-Recipient';

/** Which message it is, and to whom. */
export interface Envelope {
  readonly messageId: string;
  readonly recipientId: string;
}

/** Hands mails to the configured SMTP server. */
@Injectable()
export class MailTransport implements BeforeApplicationShutdown {
  private readonly transport: Transporter;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly tracing: Tracing,
  ) {
    const { host, port, secure, user, password } = config.smtp;
    const auth = user === undefined ? {} : { auth: { user, pass: password ?? '' } };
    const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };
    this.transport = createTransport({ host, port, secure, pool: true, maxConnections: 4, ...auth, ...timeouts });
  }

  /**
   * At least once: the Message-ID is the message's own, so a mail that is sent again is recognised as the same.
   *
   * @returns the Message-ID under which it went
   * @throws whatever the server or the way to it refuses with
   */
  async send(tenant: string, { messageId, recipientId }: Envelope, address: string, mail: Mail): Promise<string> {
    const transportId = `<${messageId}@${tenant}.aviary>`;
    // What leaves for the world says of a person no more than the mail itself.
    const forMailbox = { headers: { [TENANT_HEADER]: tenant, [RECIPIENT_HEADER]: recipientId } };
    const more = this.config.mode === 'local' ? forMailbox : {};
    const { from } = this.config.smtp;
    const attributes = { 'aviary.tenant': tenant };
    await this.tracing.step('mail', { kind: SpanKind.CLIENT, attributes }, () =>
      this.transport.sendMail({ from, to: address, messageId: transportId, ...more, ...mail }),
    );
    return transportId;
  }

  beforeApplicationShutdown(): void {
    this.transport.close();
  }
}
