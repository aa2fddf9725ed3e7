/** Something that is wrong with a topic, or with its reading. */
export interface TopicTrouble {
  /** What it is about: a topic, or a place in it that somebody reads or writes. */
  readonly subject: string;
  /** A sentence that says what was seen and what is done. */
  readonly reason: string;
}

/** What came of one look. */
export interface Looked {
  /** All that was looked at, be it well or not. */
  readonly subjects: readonly string[];
  readonly troubles: readonly TopicTrouble[];
}
