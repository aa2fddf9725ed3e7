import { Injectable } from '@nestjs/common';
import { type PayoutIssued } from '#libs/contracts';
import { DAY_MS, type Fact, type RecordedEvent, uuidv5 } from '#libs/kernel';
import { type Reaction } from '#libs/messaging';
import { type MessageFact } from '../domain/message.js';

/** What an import tells of longer ago is no news to anybody. */
const NEWS_MS = 7 * DAY_MS;

/** Decides that whoever is paid is told so. */
@Injectable()
export class AnnouncePayout {
  execute({ body, meta }: RecordedEvent<Fact<'PayoutIssued', PayoutIssued>>): Reaction | null {
    if (meta.recordedAt - meta.occurredAt > NEWS_MS) return null;
    const messageId = uuidv5(meta.tenant, 'payout-message', meta.eventId);
    const { employeeId, asset, amount, cycle } = body;
    const terms = { recipientId: employeeId, channel: 'email', template: 'payout', asset, amount, cycle };
    const fact: MessageFact = { event: 'MessageRequested', body: { messageId, ...terms, causeEventId: meta.eventId } };
    return { events: [{ streamId: `message:${messageId}`, ...fact }] };
  }
}
