/** A body or metadata that does not match its schema was about to be written: a defect in the code that made it. */
export class InvalidEventError extends Error {
  /**
   * @param event `<service>.<Event>`, or `meta`
   * @param path dotted path of the field (`before.name`, `roles.0`); empty for the value as a whole
   * @param problem what is wrong with it, without the value itself, which may be personal
   */
  constructor(
    readonly event: string,
    readonly path: string,
    readonly problem: string,
  ) {
    super(path ? `${event}: ${path} ${problem}` : `${event} ${problem}`);
    this.name = 'InvalidEventError';
  }
}

/** This release does not know the event in that version: most likely a newer one wrote it. Not poison: wait for an upgrade. */
export class UnknownEventVersionError extends Error {
  constructor(
    readonly service: string,
    readonly event: string,
    readonly version: number | undefined,
  ) {
    const what = version === undefined ? '' : ` in version ${version}`;
    super(`This release does not know the event ${service}.${event}${what}.`);
    this.name = 'UnknownEventVersionError';
  }
}

export type UndecodableCode = 'tombstone' | 'too-short' | 'wrong-magic' | 'bad-meta' | 'bad-body' | 'trailing-bytes';

/** The bytes are not what they should be, and never will be: poison. */
export class UndecodableError extends Error {
  constructor(
    readonly code: UndecodableCode,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(reason, cause === undefined ? undefined : { cause });
    this.name = 'UndecodableError';
  }
}
