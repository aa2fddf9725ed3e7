import type pg from 'pg';
import { LetterStore, type StoredBodies } from '#libs/messaging';
import { checkpointsOf } from '../ddl.js';
import { type Projection } from '../projection.js';
import { type StoredCheckpoint } from '../refold.js';
import { type ParkedEvent, Parking } from './parking.js';

type Client = Pick<pg.ClientBase, 'query'>;
type View = Pick<Projection, 'id' | 'service' | 'sources'>;

/** The service whose log has events of that name; the view declares it. */
export function sourceOf({ id, sources }: View, event: string): string {
  for (const [source, events] of sources) if (events.has(event)) return source;
  throw new Error(`${id} does not declare ${event}.`);
}

/** What waits for a view, or for tables beside it (`<view>#rebuild`), and what it does without. */
export async function loadParking(client: Client, view: View, consumer = view.id): Promise<Parking> {
  const { parked, discarded } = await new LetterStore(client, view.service).waiting(consumer);
  return new Parking((event) => sourceOf(view, event), parked, discarded);
}

/** The same for a batch, under the lock of the checkpoints, which tell whether there is anything to be looked for. */
export async function parkingFor(
  client: Client,
  view: View,
  stored: ReadonlyMap<string, StoredCheckpoint>,
): Promise<Parking> {
  const some = [...stored.values()].some(({ letters }) => letters);
  return some ? await loadParking(client, view) : new Parking((event) => sourceOf(view, event));
}

/** Stores what a view has set aside. @param stored gives the events' bodies as they lie in their log */
export async function storeLetters(
  client: Client,
  { id, service }: View,
  found: readonly ParkedEvent[],
  stored: StoredBodies,
  consumer = id,
): Promise<void> {
  if (found.length === 0) return;
  const letters = found.map(({ event: { meta }, ...each }) => ({
    ...{ consumer, key: each.key, source: each.source, state: each.state, reason: each.reason },
    ...{ meta, body: stored(meta.eventId) },
  }));
  await new LetterStore(client, service).put(letters);
  if (consumer === id) await tellCheckpoints(client, { id, service });
}

/** Says in a view's checkpoints whether it has dead letters. To be called in the transaction that changes them. */
export async function tellCheckpoints(client: Client, { id, service }: Pick<View, 'id' | 'service'>): Promise<void> {
  const sources = await new LetterStore(client, service).sources(id);
  await client.query(`UPDATE ${checkpointsOf(service)} SET has_letters = source = ANY ($2) WHERE consumer = $1`, [
    id,
    sources,
  ]);
}

/** Lets tables beside a view begin with what waits for the view, and with what it does without. */
export async function copyParking(client: Client, service: string, from: string, to: string): Promise<void> {
  await new LetterStore(client, service).copy(from, to);
}

/** Gives what waits for tables beside a view to the view, or the other way round, as the tables go. */
export async function moveParking(client: Client, service: string, from: string, to: string): Promise<void> {
  await new LetterStore(client, service).move(from, to);
  await tellCheckpoints(client, { id: to, service });
}
