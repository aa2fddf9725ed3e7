import { type RecordedEvent } from '#libs/kernel';
import { type Advance, type Checkpoint } from '#libs/messaging';
import { messageOf } from '#libs/platform';
import { type Projection } from './projection.js';

/** A fold threw, or gave what cannot be a row of its view. It would again: nothing passes by waiting. */
export class FoldError extends Error {
  readonly projection: string;
  readonly eventId: string;
  readonly position: number;

  constructor(projection: Pick<Projection, 'id'>, event: RecordedEvent, cause: unknown) {
    const { eventId, epoch, position, tenant } = event.meta;
    const reason = cause instanceof Error ? messageOf(cause) : String(cause);
    super(
      `${projection.id} cannot fold ${event.event} ${eventId} (tenant ${tenant}, position ${epoch}.${position}): ${reason}`,
      { cause },
    );
    this.name = 'FoldError';
    this.projection = projection.id;
    this.eventId = eventId;
    this.position = position;
  }
}

/** Somebody else moved the checkpoint, or what was delivered does not follow it: read it again and go on from there. */
export class CheckpointMovedError extends Error {
  constructor(stored: Checkpoint, advance: Advance) {
    const { epoch, from, to } = advance;
    super(
      `the checkpoint is at ${stored.epoch}.${stored.position}; events from ${epoch}.${from} to ${to} do not follow`,
    );
    this.name = 'CheckpointMovedError';
  }
}
