import { z } from 'zod';
import { EventDto } from './event.dto.js';

/** What may become of an event that was set aside: services, `keeper` and the command line speak of it in these shapes. */
export const LETTER_STATES = ['poison', 'queued', 'discarded'] as const;

/** An event that a consumer has set aside, for a list. */
export const LetterDto = z
  .object({
    id: z.uuid(),
    service: z.string().describe('Whose consumer has set it aside'),
    consumer: z.string().describe('A view or a reactor'),
    source: z.string().describe('Whose log the event is in'),
    key: z.string().describe('For which events wait: a row of the view, or a stream'),
    state: z.enum(LETTER_STATES).describe('poison: could not be handled; queued: waits behind it; discarded'),
    reason: z.string().nullable(),
    attempts: z.int(),
    parkedAt: z.iso.datetime(),
    event: z.string(),
    eventId: z.uuid(),
    epoch: z.int(),
    position: z.int(),
    streamId: z.string(),
    discarded: z.object({ by: z.string(), at: z.iso.datetime(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'DeadLetter' });
export type Letter = Readonly<z.infer<typeof LetterDto>>;

/** The same with the event itself. */
export const ReadableLetterDto = LetterDto.extend({
  content: EventDto.nullable().describe('The event, decoded; personal fields are masked'),
  unreadable: z.string().nullable().describe('Why it cannot be decoded'),
}).meta({ id: 'ReadableDeadLetter' });
export type ReadableLetter = Readonly<z.infer<typeof ReadableLetterDto>>;

/** What became of the letter, and of what waited behind it. */
export const LetterActedOnDto = z
  .object({
    letter: LetterDto,
    outcome: z
      .enum(['released', 'parked', 'refolding'])
      .describe('released, parked: it still cannot be handled, refolding: the view is folded anew'),
    handled: z.int().describe('How many of the events that had waited were handled'),
    reason: z.string().nullable(),
  })
  .meta({ id: 'DeadLetterActedOn' });
export type LetterActedOn = Readonly<z.infer<typeof LetterActedOnDto>>;
