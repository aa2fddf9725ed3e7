import { Injectable, Logger } from '@nestjs/common';
import { type CommandContext, EventLog, executeCommand, type RawEvent } from '#libs/event-store';
import { uuidv7 } from '#libs/kernel';
import { inTrace } from '#libs/platform';
import { TenantRegistry } from '#libs/tenancy';
import { type Delivery, message, type Outcome } from '../domain/message.js';
import { payoutMail } from '../domain/payout-mail.js';
import { type OutboxRow } from '../projections/outbox/outbox.projection.js';
import { type RecipientRow } from '../projections/recipients/recipients.projection.js';
import { DueMessages } from './due-messages.js';
import { MailTransport } from './mail-transport.js';
import { type Recipient, RecipientLookup } from './recipient-lookup.js';

const BATCH = 50;

/** Sends what waits in the outbox of one tenant, and says of each message how it went. */
@Injectable()
export class SendDueMessages {
  private readonly logger = new Logger(SendDueMessages.name);

  constructor(
    private readonly log: EventLog,
    private readonly dueMessages: DueMessages,
    private readonly recipients: RecipientLookup,
    private readonly transport: MailTransport,
    private readonly tenants: TenantRegistry,
  ) {}

  /**
   * @returns whether anything was tried, so that more may be waiting
   * @throws the first reason for which one of them could not be seen to, after the others were
   */
  async execute(tenant: string): Promise<boolean> {
    const due = await this.dueMessages.of(tenant, BATCH);
    if (due.length === 0) return false;
    const find = await this.recipients.lookUp(tenant, due);
    // Each is seen to its end, also beside one that is not: a mail that went and was not recorded goes once more.
    const tried = await Promise.allSettled(
      due.map(async (row) => {
        const request = await this.requestOf(tenant, row);
        const { correlationId = uuidv7(), eventId: causationId = null, traceparent = null } = request ?? {};
        const context = { tenant, actor: 'system:notifier', correlationId, causationId };
        return await inTrace(traceparent, () => this.deliver(context, row, find(row.recipientId)));
      }),
    );
    for (const each of tried) if (each.status === 'rejected') throw each.reason;
    return tried.some((each) => each.status === 'fulfilled' && each.value);
  }

  /**
   * The event that asked for the message, so that what becomes of it is known to follow from it, and is in its trace. It
   * is not in the outbox. A mail of which nobody can tell the cause is better than none, so one that cannot be found is
   * done without.
   */
  private async requestOf(tenant: string, { messageId }: OutboxRow): Promise<RawEvent | undefined> {
    try {
      return (await this.log.readStreamRaw(tenant, streamOf(messageId), { toVersion: 1 }))[0];
    } catch (error) {
      this.logger.warn({ err: error, tenant, messageId }, 'what a message follows from could not be looked up');
      return undefined;
    }
  }

  /** @returns false when the recipient may yet turn up */
  private async deliver(context: CommandContext, row: OutboxRow, recipient: Recipient): Promise<boolean> {
    if (recipient === 'later') return false;
    const delivery =
      typeof recipient === 'string' ? unreachable[recipient] : await this.send(context.tenant, row, recipient);
    await executeCommand(this.log, message, { streamId: streamOf(row.messageId), command: delivery, context });
    return true;
  }

  private async send(tenant: string, row: OutboxRow, { name, email }: RecipientRow): Promise<Delivery> {
    if (email === null) return unreachable.unknown;
    const { settings } = await this.tenants.get(tenant);
    const { amount, asset, cycle } = row;
    const terms = { amount: amount ?? 0, asset: asset ?? settings.asset, cycle: cycle ?? '' };
    const mail = payoutMail({ name, decimals: settings.assetDecimals, ...terms });
    try {
      return { type: 'sent', transportId: await this.transport.send(tenant, row, email, mail) };
    } catch (error) {
      return { type: 'failed', ...reasonOf(error) };
    }
  }
}

const streamOf = (messageId: string): string => `message:${messageId}`;

const unreachable: Record<'unknown' | 'erased', Delivery> = {
  unknown: { type: 'failed', reason: 'no-address', outcome: 'failed' },
  erased: { type: 'failed', reason: 'person-erased', outcome: 'failed' },
};

/** What the server said no to for good: the recipient, or the mail itself. Anything else is tried again. */
const REFUSALS = new Set(['EENVELOPE', 'EMESSAGE']);

function reasonOf(error: unknown): { reason: string; outcome: Outcome } {
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  const refused = responseCode !== undefined && responseCode >= 500 && REFUSALS.has(code ?? '');
  const reason = responseCode === undefined ? `transport:${code ?? 'unknown'}` : `smtp:${responseCode}`;
  return { reason, outcome: refused ? 'failed' : 'delayed' };
}
