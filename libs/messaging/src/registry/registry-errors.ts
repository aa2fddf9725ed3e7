/** The registry does not answer, or not sensibly: it may do so later, and nothing that runs depends on it. */
export class RegistryUnavailableError extends Error {
  constructor(url: string, reason: string, cause?: unknown) {
    super(`The schema registry at ${url} is not available: ${reason}.`, cause === undefined ? undefined : { cause });
    this.name = 'RegistryUnavailableError';
  }
}

/** The registry answered that it will not, and will answer the same again. */
export class RegistryRefusedError extends Error {
  constructor(
    /** HTTP status. */
    readonly status: number,
    /** The registry's own code, such as 40403, or undefined. */
    readonly code: number | undefined,
    /** Why, in the registry's words. */
    readonly reason: string,
  ) {
    super(`The schema registry refused: ${reason} (${code ?? status})`);
    this.name = 'RegistryRefusedError';
  }
}
