/** Longest identifier that PostgreSQL keeps whole, in bytes. */
export const MAX_IDENTIFIER = 63;

const IDENTIFIER = /^[a-z][a-z0-9_]*$/;

/** Whether the text can name a view or a service in SQL. */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text) && text.length <= MAX_IDENTIFIER;
}

/** `assigneeId` → `assignee_id`. */
export function snakeCase(property: string): string {
  return property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** An identifier in SQL, quoted. */
export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
