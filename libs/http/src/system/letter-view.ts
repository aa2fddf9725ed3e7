import { decodeRecord, UndecodableError, UnknownEventVersionError } from '#libs/contracts';
import { type DeadLetter } from '#libs/messaging';
import { type Letter, type ReadableLetter } from './dead-letters.dto.js';
import { eventViewOf } from './event-view.js';

export const summary =
  (service: string) =>
  ({ record: _, parkedAt, discarded, ...letter }: DeadLetter): Letter => ({
    service,
    ...letter,
    parkedAt: parkedAt.toISOString(),
    discarded: discarded && { by: discarded.by, at: discarded.at.toISOString(), reason: discarded.why },
  });

export function readable(service: string, letter: DeadLetter): ReadableLetter {
  const { meta, bodyBytes } = decodeRecord(letter.source, letter.record);
  try {
    const content = eventViewOf(letter.source, { ...meta, body: bodyBytes });
    return { ...summary(service)(letter), content, unreadable: null };
  } catch (error) {
    if (!(error instanceof UndecodableError || error instanceof UnknownEventVersionError)) throw error;
    return { ...summary(service)(letter), content: null, unreadable: error.message };
  }
}
