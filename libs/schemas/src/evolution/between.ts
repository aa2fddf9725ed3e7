import { type RecordOf } from '../avro/schema.js';
import { type Found } from './break.js';
import { obstacles } from './resolve.js';

/** One version as it is compared. */
export interface Compared {
  readonly version: number;
  /** `version 1`, `version 1 as released`. */
  readonly called: string;
  readonly record: RecordOf;
}

const reading = (reader: Compared, writer: Compared, direction: string) =>
  obstacles(reader.record, writer.record, { reader: reader.called, writer: writer.called }).map(({ path, reason }) => ({
    path,
    reason: `${reader.called} cannot read what ${writer.called} wrote (${direction}): ${reason}`,
  }));

/** What keeps either of two versions from reading what the other one wrote. */
export function between(event: string, older: Compared, newer: Compared): Found[] {
  return [...reading(newer, older, 'old with new'), ...reading(older, newer, 'new with old')].map((problem) => ({
    event,
    from: older.version,
    to: newer.version,
    ...problem,
  }));
}

/** Every pair of versions, both ways: what FULL_TRANSITIVE asks. */
export const betweenAll = (event: string, versions: readonly Compared[]): Found[] =>
  versions.flatMap((newer, at) => versions.slice(0, at).flatMap((older) => between(event, older, newer)));
