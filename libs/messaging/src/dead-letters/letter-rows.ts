import { uuidv5 } from '#libs/kernel';
import { type DeadLetter, type LetterState, type NewLetter } from './dead-letter.js';
import { storedRecord } from './stored-record.js';

/** The columns of a letter, as the driver gives them. */
export interface LetterRow {
  readonly id: string;
  readonly consumer: string;
  readonly source: string;
  readonly key: string;
  readonly epoch: number;
  readonly position: number | string;
  readonly event_id: string;
  readonly event: string;
  readonly stream_id: string;
  readonly record: Buffer;
  readonly state: LetterState;
  readonly reason: string | null;
  readonly attempts: number;
  readonly parked_at: Date;
  readonly discarded_by: string | null;
  readonly discarded_at: Date | null;
  readonly discarded_why: string | null;
}

export const LETTER_COLUMNS =
  'id, consumer, source, key, epoch, position, event_id, event, stream_id, record, state, reason, attempts, parked_at, ' +
  'discarded_by, discarded_at, discarded_why';

export function letterOf(row: LetterRow): DeadLetter {
  const { id, consumer, source, key, epoch, event, record, state, reason, attempts } = row;
  return {
    ...{ id, consumer, source, key, epoch, event, record, state, reason, attempts },
    position: Number(row.position),
    eventId: row.event_id,
    streamId: row.stream_id,
    parkedAt: row.parked_at,
    discarded:
      row.discarded_at === null
        ? null
        : { by: row.discarded_by ?? '', at: row.discarded_at, why: row.discarded_why ?? '' },
  };
}

/** The id of the letter in which an event waits for a consumer and key; the same beside it, as in a rebuild. */
export function letterId({ consumer, key, meta }: Pick<NewLetter, 'consumer' | 'key' | 'meta'>): string {
  return uuidv5('dead-letter', consumer.split('#')[0] ?? consumer, key, meta.eventId);
}

/** The parameters of an insertion, one array for each column. */
export function insertion(letters: readonly NewLetter[]): unknown[] {
  const column = <T>(value: (letter: NewLetter) => T): T[] => letters.map(value);
  return [
    column(letterId),
    column(({ consumer }) => consumer),
    column(({ source }) => source),
    column(({ key }) => key),
    column(({ meta }) => meta.epoch),
    column(({ meta }) => String(meta.position)),
    column(({ meta }) => meta.eventId),
    column(({ meta }) => meta.event),
    column(({ meta }) => meta.streamId),
    column(({ meta, body }) => storedRecord(meta, body)),
    column(({ state }) => state),
    column(({ reason }) => reason),
  ];
}
