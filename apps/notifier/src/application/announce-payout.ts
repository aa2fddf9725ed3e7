import { Injectable } from '@nestjs/common';
import { type PayoutIssued } from '#libs/contracts';
import { DAY_MS, type Fact, type RecordedEvent } from '#libs/kernel';
import { type Reaction } from '#libs/messaging';
import { type MessageFact, payoutMessageId } from '../domain/message.js';

/** What an import tells of longer ago is no news to anybody. */
const NEWS_MS = 7 * DAY_MS;
/** A close may come months late, and whoever is paid then is told; what is older is history that was imported. */
const LATE_CLOSE_MS = 366 * DAY_MS;

/** Decides that whoever is paid is told so. */
@Injectable()
export class AnnouncePayout {
  execute({ body, meta }: RecordedEvent<Fact<'PayoutIssued', PayoutIssued>>): Reaction | null {
    if (meta.recordedAt - meta.occurredAt > NEWS_MS || isOld(body.cycle, meta.recordedAt)) return null;
    const messageId = payoutMessageId(meta.tenant, meta.eventId);
    const { employeeId, asset, amount, cycle } = body;
    const terms = { recipientId: employeeId, channel: 'email', template: 'payout', asset, amount, cycle };
    const fact: MessageFact = { event: 'MessageRequested', body: { messageId, ...terms, causeEventId: meta.eventId } };
    return { events: [{ streamId: `message:${messageId}`, ...fact }] };
  }
}

/** Years that were imported are closed today, but nobody waits for the money of then. */
const isOld = (cycle: string, at: number): boolean => at - Date.parse(`${cycle}T00:00:00.000Z`) > LATE_CLOSE_MS;
