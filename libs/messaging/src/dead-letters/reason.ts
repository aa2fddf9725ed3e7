import { isUuid } from '#libs/kernel';
import { messageOf } from '#libs/platform';

const LONGEST = 500;
/** Shorter texts than this are found in any sentence. */
const SHORTEST = 3;
const STRUCK = '…';
const QUOTED = /(["'“`«])([^"'“”`«»]*)(["'”`»])/gu;

/** What the error was thrown about: events and rows, whose texts may be somebody's name. */
export type Subject = object | undefined;

/**
 * Why something could not be handled, in a form that may be stored in the plain and outlive an erased person: what it
 * repeats of the events and rows it is about is struck out, and so is whatever else it quotes, but for names of members.
 */
export function reasonOf(error: unknown, ...about: readonly Subject[]): string {
  const message = error instanceof Error ? messageOf(error) : String(error);
  const [texts, names] = [new Set<string>(), new Set<string>()];
  for (const subject of about) collect(subject, texts, names);
  let told = message;
  for (const text of [...texts].sort((a, b) => b.length - a.length)) told = told.replaceAll(text, STRUCK);
  told = told.replaceAll(QUOTED, (whole, open: string, quoted: string, close: string) =>
    quoted === STRUCK || names.has(quoted) || isUuid(quoted) ? whole : `${open}${STRUCK}${close}`,
  );
  const named = error instanceof Error && error.name !== 'Error' ? `${error.name}: ${told}` : told;
  return named.length > LONGEST ? `${named.slice(0, LONGEST - 1)}…` : named;
}

function collect(value: unknown, texts: Set<string>, names: Set<string>): void {
  if (typeof value === 'string') {
    if (value.length >= SHORTEST && !isUuid(value)) texts.add(value);
  } else if (Array.isArray(value)) {
    for (const each of value) collect(each, texts, names);
  } else if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) {
      names.add(name);
      collect(member, texts, names);
    }
  }
}
