import { UndecodableError } from '#libs/contracts';
import { type Epochs } from '../epochs/epochs.js';
import { runFrom, type Place, type Run } from './contiguity.js';
import { type Checkpoint } from './subscriber.js';
import { type TenantBatch } from './tenant-batch.js';

export interface UsableRun extends Run {
  /** The first record that would have been taken had it been decodable; none if a good copy of it was found. */
  readonly unusable?: { readonly index: number; readonly place: Place; readonly error: UndecodableError };
}

/** Of no epoch that ever was, so that it counts as a repeat and is passed over. */
const NOWHERE: Place = { epoch: -1, position: -1 };

/**
 * The run of a batch from a checkpoint on, in which every wanted record has been decoded. A record that cannot be decoded
 * is treated as one that is missing: a good copy of it may follow, or come with the next shipment.
 */
export async function usableRun(
  start: Checkpoint,
  batch: TenantBatch,
  wants: (index: number) => boolean,
  { passGaps, epochs }: { readonly passGaps: boolean; readonly epochs: Epochs },
): Promise<UsableRun> {
  const errors = new Map<number, UndecodableError>();
  for (;;) {
    const places =
      errors.size === 0 ? batch.places : batch.places.map((place, index) => (errors.has(index) ? NOWHERE : place));
    const run = runFrom(start, places, passGaps, epochs);
    const wanted = run.indexes.filter(wants);
    const known = errors.size;
    const all = await batch.open(wanted);
    if (batch.undecodable.size > 0)
      for (const [n, opened] of all.entries())
        if (opened instanceof UndecodableError) errors.set(wanted[n] as number, opened);
    if (errors.size === known) return { ...run, ...unusableAfter(start, batch, run, errors) };
  }
}

function unusableAfter(
  start: Checkpoint,
  batch: TenantBatch,
  run: Run,
  errors: ReadonlyMap<number, UndecodableError>,
): Pick<UsableRun, 'unusable'> {
  const last = batch.places[run.indexes.at(-1) ?? -1] ?? start;
  for (const [index, error] of [...errors].sort(([a], [b]) => a - b)) {
    const place = batch.places[index];
    if (place && place.position > last.position) return { unusable: { index, place, error } };
  }
  return {};
}
