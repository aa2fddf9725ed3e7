import { type RecordedEvent } from '#libs/kernel';
import { type Advance, type Checkpoint } from '#libs/messaging';
import { CheckpointMovedError } from './errors.js';

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
 * @throws CheckpointMovedError when it does not follow the checkpoint
 */
export function stepFrom(stored: Checkpoint, events: readonly RecordedEvent[], advance: Advance): Step | undefined {
  const to = { epoch: advance.toEpoch ?? advance.epoch, position: advance.to };
  if (stored.epoch === to.epoch && stored.position >= to.position) return undefined;
  if (stored.epoch !== advance.epoch || stored.position < advance.from) throw new CheckpointMovedError(stored, advance);
  // Within an epoch the reader may be behind the view; where another begins, it is asked to look where the view is.
  if (to.epoch !== stored.epoch && stored.position !== advance.from) throw new CheckpointMovedError(stored, advance);
  return { events: events.filter(({ meta }) => meta.position > stored.position), from: stored, to };
}
