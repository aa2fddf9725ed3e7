/** A step has not come out as the story says: a defect, of the story or of Aviary. */
export class NotAsToldError extends Error {
  constructor(
    readonly expected: string,
    readonly found: string,
  ) {
    super(`Not as told. Expected: ${expected} Found: ${found}`);
    this.name = 'NotAsToldError';
  }
}
