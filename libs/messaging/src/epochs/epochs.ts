import { type EpochStart } from '#libs/event-store';
import { type Meta } from '#libs/kernel';

/** The epochs of a log, the oldest first. None: nothing is known of them, and whatever comes stands. */
export type Epochs = readonly EpochStart[];

export type Place = Pick<Meta, 'epoch' | 'position'>;

/**
 * The epoch of whatever lies at a position: the newest that begins there or before. So a record of any other epoch is
 * void, be it older, or of a life of the log that is lost.
 *
 * @returns undefined where nothing is known
 */
export function epochAt(epochs: Epochs, position: number): number | undefined {
  let found: number | undefined;
  for (const { epoch, fromPosition } of epochs) if (fromPosition <= position) found = Math.max(found ?? 0, epoch);
  return found;
}

/** Whether what somebody has seen at a place is not, or no more, what the log says there. Position 0 is before anything. */
export function isVoid(epochs: Epochs, { epoch, position }: Place): boolean {
  if (position <= 0 || epochs.length === 0) return false;
  return epochAt(epochs, position) !== epoch;
}

/** How far somebody who has got to a void place had been right. */
export function lastValid(epochs: Epochs, at: Place): Place {
  const since = epochs.filter(({ epoch, fromPosition }) => epoch > at.epoch && fromPosition <= at.position);
  const position = since.reduce((least, { fromPosition }) => Math.min(least, fromPosition - 1), at.position);
  // Of an epoch that the log has never opened: there is no telling where it parted from this one.
  if (since.length === 0) return { epoch: epochAt(epochs, 1) ?? 1, position: 0 };
  return { epoch: epochAt(epochs, Math.max(1, position)) ?? 1, position };
}
