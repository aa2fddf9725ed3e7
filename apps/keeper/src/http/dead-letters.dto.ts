import { z } from 'zod';
import { LETTER_STATES, LetterDto, pageOf, pageQuery, text } from '#libs/http';
import { SERVICES_WITH_LOG } from '#libs/platform';

export const LettersDto = pageOf(LetterDto).meta({ id: 'DeadLetters' });

export const LettersQuery = z.strictObject({
  service: z.enum(SERVICES_WITH_LOG).optional().describe('Whose consumers; all, if not named'),
  consumer: text(100).optional(),
  state: z.enum(LETTER_STATES).optional().describe('What waits, if not said'),
  ...pageQuery,
});
export type LettersQuery = z.infer<typeof LettersQuery>;

export const DiscardBody = z.strictObject({ reason: text(500).describe('Why the consumer can do without it') });
export type DiscardBody = z.infer<typeof DiscardBody>;
