import { type AppendCommand, type Checkpoint } from '../types.js';

/** An event ready for the log: named, encoded, sealed. */
export interface PreparedEvent {
  readonly streamId: string;
  readonly eventId: string;
  readonly event: string;
  readonly schemaVersion: number;
  readonly body: Buffer;
  readonly occurredAt: number | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly traceparent: string | null;
}

/** A command ready for the log. It can be sent any number of times: its event ids are fixed. */
export interface PreparedCommand {
  readonly events: readonly PreparedEvent[];
  /** Guards first, so that theirs are the conflicts that are told first. */
  readonly streams: readonly { readonly streamId: string; readonly version: number | null; readonly guard: boolean }[];
  readonly actor: string | null;
  /** JSON text. */
  readonly ext: string | null;
  readonly idempotency: { readonly key: string; readonly requestHash: string } | undefined;
  /** JSON text. */
  readonly answer: string | null;
  readonly reactions: AppendCommand['reactions'];
  readonly checkpoint: Checkpoint | undefined;
  /** Roughly what it takes on the wire. */
  readonly bytes: number;
  /** For traces: told how many commands went in the same call. */
  readonly sent?: (commands: number) => void;
}
