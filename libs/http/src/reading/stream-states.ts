import { type RecordedEvent } from '#libs/kernel';

/**
 * How a service tells what its streams have led to: by the kind of stream, as `task` of `task:<id>`, the fold by which it
 * shows such a thing, given the events of one stream, oldest first. It answers JSON, or null where nothing is there yet.
 */
export type StreamStates = Readonly<Record<string, (events: readonly RecordedEvent[]) => object | null>>;

/** Under this token a service's module provides its `StreamStates`. */
export const STREAM_STATES = Symbol('stream states');
