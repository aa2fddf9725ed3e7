import { decodeRecord, UndecodableError, UnknownEventVersionError } from '#libs/contracts';
import { type DeadLetter, type LetterState } from '#libs/messaging';
import { type EventView, viewOf } from './event-view.js';

/** An event that was set aside, for a list. */
export interface LetterSummary {
  readonly id: string;
  /** Whose consumer it is. */
  readonly service: string;
  readonly consumer: string;
  /** Whose log the event is in. */
  readonly source: string;
  readonly key: string;
  readonly state: LetterState;
  readonly reason: string | null;
  readonly attempts: number;
  readonly parkedAt: string;
  readonly event: string;
  readonly eventId: string;
  readonly epoch: number;
  readonly position: number;
  readonly streamId: string;
  readonly discarded: { readonly by: string; readonly at: string; readonly reason: string } | null;
}

/** The same with the event itself, decoded, personal fields masked; null with the reason where it cannot be decoded. */
export interface ReadableLetter extends LetterSummary {
  readonly content: EventView | null;
  readonly unreadable: string | null;
}

export const summary =
  (service: string) =>
  ({ record: _, parkedAt, discarded, ...letter }: DeadLetter): LetterSummary => ({
    service,
    ...letter,
    parkedAt: parkedAt.toISOString(),
    discarded: discarded && { by: discarded.by, at: discarded.at.toISOString(), reason: discarded.why },
  });

export function readable(service: string, letter: DeadLetter): ReadableLetter {
  const { meta, bodyBytes } = decodeRecord(letter.source, letter.record);
  try {
    const content = viewOf(letter.source, { ...meta, body: bodyBytes });
    return { ...summary(service)(letter), content, unreadable: null };
  } catch (error) {
    if (!(error instanceof UndecodableError || error instanceof UnknownEventVersionError)) throw error;
    return { ...summary(service)(letter), content: null, unreadable: error.message };
  }
}
