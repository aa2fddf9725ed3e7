const TICKETED = /^\[([A-Za-z][A-Za-z0-9_]*-\d+)\]\s+(\S[\s\S]*)$/;

/**
 * Parts a title that begins with a ticket in brackets, as titles did before tasks knew their tickets: `[KAFKA-123] Mend it` is
 * the ticket `KAFKA-123` and the title `Mend it`. Any other title is a title.
 */
export function partTitle(title: string): { readonly ticketId: string | null; readonly title: string } {
  const [, ticketId, rest] = TICKETED.exec(title) ?? [];
  return ticketId !== undefined && rest !== undefined ? { ticketId, title: rest } : { ticketId: null, title };
}
