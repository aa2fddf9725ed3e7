/** A variable that cannot be used as it is. */
export interface ConfigProblem {
  readonly variable: string;
  /** The text as it was given; undefined if the variable was not set. */
  readonly given: string | undefined;
  /** What to give instead, beginning with a verb. */
  readonly wayOut: string;
}

const isPath = (text = ''): boolean => /^(\.{0,2}\/|[A-Za-z]:\\)/.test(text);

function line({ variable, given, wayOut }: ConfigProblem): string {
  // A secret that is too short is still a secret, and so is one that was given where its file belongs.
  const isSecret = /(SECRETS?|PASSWORD)(_FILE)?$/.test(variable) && !(variable.endsWith('_FILE') && isPath(given));
  const shown = isSecret ? 'what it is set to' : `"${given?.slice(0, 100)}"`;
  return `  ${variable}: ${given === undefined ? 'it is not set' : `${shown} cannot be used`}; ${wayOut}.`;
}

/** A service that cannot start as it is configured. The message names all that is wrong, each with the way out. */
export class ConfigError extends Error {
  constructor(
    readonly service: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    const count = problems.length === 1 ? '1 setting is wrong' : `${problems.length} settings are wrong`;
    super([`${service} cannot start: ${count}.`, ...problems.map(line)].join('\n'));
    this.name = 'ConfigError';
  }
}
