import { z } from 'zod';
import { pageOf, pageQuery, text } from '#libs/http';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { EventDto } from './ops.dto.js';

const state = z.string().describe('poison: could not be handled; queued: waits behind it; discarded');

const letter = {
  id: z.uuid(),
  service: z.string().describe('Whose consumer has set it aside'),
  consumer: z.string().describe('A view or a reactor'),
  source: z.string().describe('Whose log the event is in'),
  key: z.string().describe('For which events wait: a row of the view, or a stream'),
  state,
  reason: z.string().nullable(),
  attempts: z.int(),
  parkedAt: z.iso.datetime(),
  event: z.string(),
  eventId: z.uuid(),
  epoch: z.int(),
  position: z.int(),
  streamId: z.string(),
  discarded: z.object({ by: z.string(), at: z.iso.datetime(), reason: z.string() }).nullable(),
};

const LetterDto = z.object(letter).meta({ id: 'DeadLetter' });
export const LettersDto = pageOf(LetterDto).meta({ id: 'DeadLetters' });
export const ReadableLetterDto = z
  .object({
    ...letter,
    content: EventDto.nullable().describe('The event, decoded; personal fields are masked'),
    unreadable: z.string().nullable().describe('Why it cannot be decoded'),
  })
  .meta({ id: 'ReadableDeadLetter' });

export const ActedDto = z
  .object({
    letter: LetterDto,
    outcome: z.string().describe('released, parked: it still cannot be handled, refolding: the view is folded anew'),
    handled: z.int().describe('How many of the events that had waited were handled'),
    reason: z.string().nullable(),
  })
  .meta({ id: 'DeadLetterActedOn' });

export const LettersQuery = z.strictObject({
  service: z.enum(SERVICES_WITH_LOG).optional().describe('Whose consumers; all, if not named'),
  consumer: text(100).optional(),
  state: z.enum(['poison', 'queued', 'discarded']).optional().describe('What waits, if not said'),
  ...pageQuery,
});
export type LettersQuery = z.infer<typeof LettersQuery>;

export const DiscardBody = z.strictObject({ reason: text(500).describe('Why the consumer can do without it') });
export type DiscardBody = z.infer<typeof DiscardBody>;
