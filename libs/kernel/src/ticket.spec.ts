import { expect, test } from '@jest/globals';
import { partTitle } from './ticket.js';

test.each([
  ['[KAFKA-123] Mend it', 'KAFKA-123', 'Mend it'],
  ['[a1_b-9]  Two\nlines', 'a1_b-9', 'Two\nlines'],
  ['[KAFKA-1] [KAFKA-2] Two of them', 'KAFKA-1', '[KAFKA-2] Two of them'],
])('%j has a ticket', (written, ticketId, title) => expect(partTitle(written)).toEqual({ ticketId, title }));

test.each(['Mend it', '[WIP] Mend it', '[KAFKA-123]', '[KAFKA-123] ', '[KAFKA-123]Mend', 'See [KAFKA-123] there', ''])(
  '%j is a title',
  (title) => expect(partTitle(title)).toEqual({ ticketId: null, title }),
);
