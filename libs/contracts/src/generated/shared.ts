// Generated from schemas/ by `npm run generate`. Do not edit.

/** The log was restored or moved and goes on in a new epoch: events of older epochs from here on are void. */
export interface LogEpochOpened {
  /** First position of the new epoch; what older epochs have from there on is void. */
  readonly fromPosition: number;
}
