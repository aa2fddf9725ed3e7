import { Injectable } from '@nestjs/common';
import { type PayoutIssued } from '#libs/contracts';
import { type Fact, type RecordedEvent, uuidv5 } from '#libs/kernel';
import { type Reaction } from '#libs/messaging';
import { type MessageFact } from '../domain/message.js';

/** Decides that whoever is paid is told so. */
@Injectable()
export class AnnouncePayout {
  execute({ body, meta }: RecordedEvent<Fact<'PayoutIssued', PayoutIssued>>): Reaction {
    const messageId = uuidv5(meta.tenant, 'payout-message', meta.eventId);
    const { employeeId, asset, amount, cycle } = body;
    const terms = { recipientId: employeeId, channel: 'email', template: 'payout', asset, amount, cycle };
    const fact: MessageFact = { event: 'MessageRequested', body: { messageId, ...terms, causeEventId: meta.eventId } };
    return { events: [{ streamId: `message:${messageId}`, ...fact }] };
  }
}
