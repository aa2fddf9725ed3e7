import { type Epochs, isVoid, type Place } from '../epochs/epochs.js';
import { type Advance, type Checkpoint } from './subscriber.js';

export { type Place } from '../epochs/epochs.js';

/**
 * What a record is to somebody who has got to a checkpoint:
 * - `next`: applies;
 * - `repeat`: was there before (relays may crash and ship again), or is of an epoch that is over;
 * - `void`: a newer epoch took it back, or it is of a life of the log that is lost: it is passed over;
 * - `gap`: something between is missing;
 * - `rewound`: a newer epoch has opened at or before the checkpoint, so that what was taken from there on is void.
 */
export type Judgement = 'next' | 'repeat' | 'void' | 'gap' | 'rewound';

/**
 * Judges one record of a tenant's log by its place alone.
 *
 * @param epochs of the log, as far as they are known. Where they are not, a record of a newer epoch is the only sign
 */
export function judge(at: Checkpoint, place: Place, epochs: Epochs = []): Judgement {
  if (isVoid(epochs, at)) return 'rewound';
  if (isVoid(epochs, place)) return 'void';
  if (place.epoch < at.epoch) return 'repeat';
  if (place.position === at.position + 1) return 'next';
  if (place.position > at.position) return 'gap';
  return place.epoch === at.epoch ? 'repeat' : 'rewound';
}

/** Why not everything that was there could be taken. */
export interface Halt {
  readonly judgement: 'gap' | 'rewound';
  /** The record that is ahead of its turn (of several, the last in the log), or that takes back what was taken. */
  readonly place: Place;
}

/** The records that follow a checkpoint one after the other. */
export interface Run {
  /** Where in the input they are, in order. */
  readonly indexes: readonly number[];
  readonly halt?: Halt;
}

/**
 * Picks the records that apply, in order, and leaves out repeats and what is void.
 *
 * @param passGaps goes on behind a gap, in search of the missing record further down (it may have been shipped again);
 *   `halt` then tells what is still ahead of its turn at the end
 */
export function runFrom(at: Checkpoint, places: readonly Place[], passGaps = false, epochs: Epochs = []): Run {
  const indexes: number[] = [];
  let ahead: Place | undefined;
  let last: Place = at;
  // By index, and without anything made for each record: all that is consumed or replayed comes by here.
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] as Place;
    const judgement = judge(last, place, epochs);
    if (judgement === 'next') {
      indexes.push(index);
      last = place;
      if (ahead && last.position >= ahead.position) ahead = undefined;
    } else if (judgement === 'rewound' || (judgement === 'gap' && !passGaps)) {
      return { indexes, halt: { judgement, place } };
    } else if (judgement === 'gap' && (ahead?.position ?? 0) < place.position) {
      ahead = place;
    }
  }
  return ahead ? { indexes, halt: { judgement: 'gap', place: ahead } } : { indexes };
}

/** One call of a subscriber: a part of a run that lies in one epoch. */
export interface Portion {
  /** Indexes of the wanted records. */
  readonly wanted: readonly number[];
  readonly advance: Advance;
}

/**
 * Cuts a run into calls: none goes across an epoch, none brings more than `maxBatch` wanted records.
 *
 * @param wants whether the subscriber handles the record at that index
 */
export function portions(
  at: Checkpoint,
  places: readonly Place[],
  indexes: readonly number[],
  wants: (index: number) => boolean,
  maxBatch: number,
): Portion[] {
  const cut: Portion[] = [];
  let before = at;
  let wanted: number[] = [];
  let last: Place | undefined;
  const close = (): void => {
    if (!last) return;
    const toEpoch = last.epoch === before.epoch ? {} : { toEpoch: last.epoch };
    cut.push({ wanted, advance: { epoch: before.epoch, from: before.position, to: last.position, ...toEpoch } });
    before = { epoch: last.epoch, position: last.position };
    wanted = [];
    last = undefined;
  };
  for (const index of indexes) {
    const place = places[index] as Place;
    if (last && last.epoch !== place.epoch) close();
    last = place;
    if (wants(index)) wanted.push(index);
    if (wanted.length === maxBatch) close();
  }
  close();
  return cut;
}

/** Where a checkpoint is after a step. */
export function after(advance: Advance): Checkpoint {
  return { epoch: advance.toEpoch ?? advance.epoch, position: advance.to };
}
