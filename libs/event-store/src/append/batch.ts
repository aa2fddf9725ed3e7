import { type PreparedCommand } from './prepared.js';

/** A batch is cut at this many events or bytes; a larger command goes alone. */
export const BATCH_CAPS = { events: 1_000, bytes: 4 * 1024 * 1024 } as const;

/** How far into the queue a batch looks for commands that fit, so that one busy stream does not make it look at all. */
const LOOK_AHEAD = 4_000;

/**
 * What the commands of a batch touch. `append` checks them all against the log as it was before the batch, so two that
 * touch the same thing may not meet in one: a stream may be guarded by many or written by one, a key, a cause or a
 * checkpoint belongs to one.
 */
class Touched {
  private readonly written = new Set<string>();
  private readonly guarded = new Set<string>();
  private readonly others = new Set<string>();

  clashes(command: PreparedCommand): boolean {
    for (const { streamId, guard } of command.streams)
      if (this.written.has(streamId) || (!guard && this.guarded.has(streamId))) return true;
    for (const other of othersOf(command)) if (this.others.has(other)) return true;
    return false;
  }

  add(command: PreparedCommand): void {
    for (const { streamId, guard } of command.streams) (guard ? this.guarded : this.written).add(streamId);
    for (const other of othersOf(command)) this.others.add(other);
  }
}

function* othersOf({ idempotency, reactions, checkpoint, events }: PreparedCommand): Generator<string> {
  if (idempotency) yield `key ${idempotency.key}`;
  for (const cause of reactions?.causeEventIds ?? []) yield `reaction ${reactions?.reactor} ${cause}`;
  if (checkpoint) yield `checkpoint ${checkpoint.consumer} ${checkpoint.source}`;
  if (events[0]) yield `event ${events[0].eventId}`;
}

/**
 * Takes from a queue, oldest first, the commands that may go together. What has to wait keeps its place, and nothing that
 * touches the same overtakes it.
 */
export function takeBatch<T extends { readonly command: PreparedCommand }>(queue: T[]): T[] {
  const touched = new Touched();
  const batch: T[] = [];
  const kept: T[] = [];
  let events = 0;
  let bytes = 0;
  let looked = 0;
  for (const waiting of queue) {
    if (looked++ >= LOOK_AHEAD) break;
    const { command } = waiting;
    const fits = events + command.events.length <= BATCH_CAPS.events && bytes + command.bytes <= BATCH_CAPS.bytes;
    if (batch.length > 0 && !fits) {
      looked--;
      break;
    }
    if (touched.clashes(command)) kept.push(waiting);
    else {
      batch.push(waiting);
      events += command.events.length;
      bytes += command.bytes;
    }
    touched.add(command);
  }
  queue.splice(0, batch.length + kept.length, ...kept);
  return batch;
}
