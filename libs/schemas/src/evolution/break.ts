import { type Problem } from '../avro/schema.js';

/** Why the versions of an event are not all readable by each other, or one of them by nobody. */
export interface Break extends Problem {
  /** `tasks.TaskCreated`. */
  readonly event: string;
  /** The older version of the two; the same as `to` for what concerns one version alone. */
  readonly from: number;
  readonly to: number;
  /** Views and reactors of ours that read the event, and would fail. */
  readonly consumers: readonly string[];
}

/** A break whose consumers are not looked up yet. */
export type Found = Omit<Break, 'consumers'>;
