import { type RecordedEvent } from '#libs/kernel';
import { type Advance, type Checkpoint } from '#libs/messaging';
import { LOG_EPOCH_OPENED } from './define.js';
import { CheckpointMovedError, EpochNotOpenedError } from './errors.js';

/** What of a delivery is still to be done, and from where to where it then moves the checkpoint. */
export interface Step {
  readonly events: readonly RecordedEvent[];
  readonly from: Checkpoint;
  readonly to: Checkpoint;
}

/** Before anything was read. The first epoch of a log is 1. */
export const START: Checkpoint = { epoch: 1, position: 0 };

/**
 * Compares a delivery with the stored checkpoint: what is in already (another instance was faster) is dropped.
 *
 * @returns undefined when all of it is in
 * @throws CheckpointMovedError when it does not follow the checkpoint; EpochNotOpenedError when it is of a newer epoch
 *   that did not open right behind the checkpoint: then events that were folded may be void
 */
export function stepFrom(stored: Checkpoint, events: readonly RecordedEvent[], advance: Advance): Step | undefined {
  const to = { epoch: advance.toEpoch ?? advance.epoch, position: advance.to };
  if (stored.epoch === to.epoch && stored.position >= to.position) return undefined;
  if (stored.epoch !== advance.epoch || stored.position < advance.from) throw new CheckpointMovedError(stored, advance);
  if (to.epoch !== stored.epoch) {
    assertOpened(stored, events, advance);
    return { events, from: stored, to };
  }
  return { events: events.filter(({ meta }) => meta.position > stored.position), from: stored, to };
}

/**
 * A new epoch makes events of older ones void from `fromPosition` on. None of them has been folded only if it opens at
 * the very next position. What to do otherwise (fold anew without them) is not for a live batch to decide.
 */
function assertOpened(stored: Checkpoint, events: readonly RecordedEvent[], advance: Advance): void {
  const opening = events[0];
  const { fromPosition } = (opening?.body ?? {}) as { fromPosition?: unknown };
  const next = stored.position + 1;
  if (
    stored.position !== advance.from ||
    opening?.event !== LOG_EPOCH_OPENED ||
    opening.meta.epoch !== advance.toEpoch ||
    opening.meta.position !== next ||
    fromPosition !== next
  )
    throw new EpochNotOpenedError(stored, advance);
}
