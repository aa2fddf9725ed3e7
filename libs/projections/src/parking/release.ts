import type pg from 'pg';
import { type DomainError, type RecordedEvent, unavailable } from '#libs/kernel';
import {
  type DeadLetter,
  type Discard,
  isStreamKey,
  LetterStore,
  type ParkedKey,
  reasonOf,
  type Release,
} from '#libs/messaging';
import { START } from '../checkpoint.js';
import { lockCheckpoints } from '../live.js';
import { type Projection } from '../projection.js';
import { isBusy } from '../rebuild/rebuild-rows.js';
import { beginRefold, isRefolding, type StoredCheckpoint } from '../refold.js';
import { Parking } from './parking.js';
import { sourceOf, tellCheckpoints } from './storing.js';
import { forRow, takeCarefully } from './take.js';

/** Reads what was set aside: the event, unsealed, or why it still cannot be read. */
export type OpenLetters = (
  tenant: string,
  source: string,
  letters: readonly DeadLetter[],
) => Promise<readonly (RecordedEvent | Error)[]>;

/** What waits for a key of a view, in one tenant's database. */
export interface Waiting {
  readonly tenant: string;
  readonly projection: Projection;
  readonly parked: ParkedKey;
  readonly discard?: Discard | undefined;
  readonly open: OpenLetters;
}

/** So many events are taken up in one transaction, which keeps the view's live batches waiting. */
export const RELEASED_AT_ONCE = 500;

/**
 * Takes up some of what waits for a key of a view, in log order, and removes what it has taken up. An event that still
 * cannot be folded stays, with all behind it.
 *
 * A row is folded on from where it stands: nothing else was folded into it from that log meanwhile. Which rows the events of
 * a *stream* touch was not known when they were set aside, so others may have come first: then all of the view is folded
 * anew, in the order of its logs, beside what is read.
 *
 * @param client within a transaction
 * @returns undefined when there may be more: it is to be called again
 * @throws DomainError `view-refolding` (503)
 */
export async function releaseSome(client: pg.ClientBase, waiting: Waiting): Promise<Release | undefined> {
  const { projection, parked, discard } = waiting;
  const stored = await lockCheckpoints(client, projection);
  // What is parked for the view is what tables beside it have been told when they were begun.
  if (isRefolding(stored) || (await isBusy(client, projection))) throw refolding();
  const store = new LetterStore(client, projection.service);
  if (discard) await store.discard(discard);
  const release = isStreamKey(parked.key)
    ? await releaseStream(client, waiting, stored)
    : await releaseRow(client, waiting);
  await tellCheckpoints(client, projection);
  return release;
}

async function releaseRow(client: pg.ClientBase, waiting: Waiting): Promise<Release | undefined> {
  const { tenant, projection, parked, open } = waiting;
  const store = new LetterStore(client, projection.service);
  const letters = await store.ofKey(parked, RELEASED_AT_ONCE);
  const opened = await open(tenant, parked.source, letters);
  const unread = opened.findIndex((each) => each instanceof Error);
  const events = (unread === -1 ? opened : opened.slice(0, unread)) as readonly RecordedEvent[];
  const parking = new Parking((event) => sourceOf(projection, event));
  const own = forRow(projection, parked.key.slice('row:'.length));
  await takeCarefully(client, { projection: own, tables: projection, parking }, events);
  const stays = parking.take();
  const handled = events.length - stays.length;
  await store.remove(letters.slice(0, handled).map(({ id }) => id));
  const failed = letters[handled];
  if (failed) {
    const reason = stays[0]?.reason ?? reasonOf(opened[unread]);
    await store.failed(failed.id, reason);
    return { outcome: 'parked', handled, reason };
  }
  return letters.length < RELEASED_AT_ONCE ? { outcome: 'released', handled, reason: null } : undefined;
}

async function releaseStream(
  client: pg.ClientBase,
  { tenant, projection, parked, open }: Waiting,
  stored: ReadonlyMap<string, StoredCheckpoint>,
): Promise<Release> {
  const store = new LetterStore(client, projection.service);
  const [letter] = await store.ofKey(parked, 1);
  // What is behind it was read once, and is found out about when it is its turn.
  const [event] = letter ? await open(tenant, parked.source, [letter]) : [];
  const reason = event && whyNot(projection, event);
  if (letter && reason !== undefined) {
    await store.failed(letter.id, reason);
    return { outcome: 'parked', handled: 0, reason };
  }
  const { epoch, position } = stored.get(parked.source) ?? START;
  await store.removeKey(parked);
  await beginRefold(client, projection, stored, {
    source: parked.source,
    at: { epoch, position },
    until: { epoch, position },
  });
  return { outcome: 'refolding', handled: 0, reason: null };
}

/** Why an event that nobody could read, or of which nobody could tell the rows, still is so. */
function whyNot(projection: Projection, event: RecordedEvent | Error): string | undefined {
  if (event instanceof Error) return reasonOf(event);
  try {
    for (const key of projection.keys(event)) projection.table.keyText(key);
    return undefined;
  } catch (error) {
    return reasonOf(error, event.body);
  }
}

const refolding = (): DomainError =>
  unavailable('view-refolding', 'This view is being folded anew; take up what waits for it when that is done.');
