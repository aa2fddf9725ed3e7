import { type Day, formatAmount, isUuid } from '#libs/kernel';
import { type Manner, type Someone } from './entry-story.js';

/** What is needed to say things as people say them. */
export interface Voice {
  /** People by their ids; those who are not in it are told by their ids. */
  readonly people: ReadonlyMap<string, Someone>;
  readonly manner: Manner;
  readonly asset: string;
}

/** Somebody by name or, where no name may be told, by id. */
export function person(id: string, { people }: Voice): string {
  const known = people.get(id);
  if (known?.erased) return `a person who was erased (${id})`;
  return known?.name ?? `the person ${id}`;
}

/** Who did something, a person or the system; null where nobody is known. */
export function actor(id: string | null, voice: Voice): string | null {
  if (id === null) return null;
  if (id === 'system:cli') return 'the command line';
  return isUuid(id) ? person(id, voice) : `the system (${id.replace(/^system:/, '')})`;
}

/** ` by <who>`; nothing where nobody is known. */
export function doneBy(id: string | null, voice: Voice): string {
  const who = actor(id, voice);
  return who === null ? '' : ` by ${who}`;
}

/** An amount of minor units as people write it, with its asset. */
export const money = (amount: number, { asset, manner }: Voice): string =>
  `${formatAmount(amount, manner.assetDecimals)} ${asset}`;

/** `3 May 2026 at 09:12`, by the tenant's clocks. */
export function moment(at: number, { manner: { timeZone } }: Voice): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return `${dateText(at, timeZone)} at ${time.format(at)}`;
}

function dateText(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

/** `3 May 2026` */
export const dayText = (day: Day): string => dateText(Date.parse(`${day}T00:00:00.000Z`), 'UTC');
