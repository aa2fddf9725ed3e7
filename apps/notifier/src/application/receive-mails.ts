import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import { isUuid } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { Mailbox } from './mailbox.js';
import { RECIPIENT_HEADER, TENANT_HEADER } from './mail-transport.js';

const LARGEST_MAIL = 1024 * 1024;

/**
 * The development mailbox: in local mode the notifier is its own SMTP server, so that nobody is mailed by accident and
 * everybody can read what would have been sent.
 */
@Injectable()
export class ReceiveMails implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(ReceiveMails.name);
  private server: SMTPServer | undefined;

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly mailbox: Mailbox,
  ) {}

  /** @throws Error when the port is in use */
  async onApplicationBootstrap(): Promise<void> {
    if (this.config.mode !== 'local') return;
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      size: LARGEST_MAIL,
      onData: (stream, _session, done) => {
        this.receive(stream).then(
          () => done(),
          (error: unknown) => done(this.refused(error)),
        );
      },
    });
    this.server = server;
    const { host, port } = this.config.smtp;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        server.on('error', (error) => this.log.warn({ err: error }, 'the development mailbox had trouble'));
        resolve();
      });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  private async receive(stream: SMTPServerDataStream): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const mail = await PostalMime.parse(Buffer.concat(chunks));
    const header = (name: string) => mail.headers.find(({ key }) => key === name.toLowerCase())?.value;
    const recipientId = header(RECIPIENT_HEADER);
    await this.mailbox.put(header(TENANT_HEADER) ?? this.config.defaultTenant, {
      messageId: mail.messageId ?? '',
      recipientId: recipientId !== undefined && isUuid(recipientId) ? recipientId : null,
      sender: mail.from?.address ?? '',
      recipient: mail.to?.map(({ address }) => address ?? '').join(', ') ?? '',
      subject: mail.subject ?? '',
      text: mail.text ?? '',
      receivedAt: new Date(),
    });
  }

  /** 451: the sender keeps the mail and tries again. */
  private refused(error: unknown): Error {
    this.log.warn({ err: error }, 'a mail could not be kept');
    return Object.assign(new Error('The mailbox cannot keep mails now.'), { responseCode: 451 });
  }
}
