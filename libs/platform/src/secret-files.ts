import { readFileSync } from 'node:fs';
import { type ConfigProblem } from './config-error.js';

type Variables = Readonly<Record<string, string | undefined>>;

const SUFFIX = '_FILE';

/**
 * Reads secrets that are given as files, as orchestrators mount them: `AVIARY_SERVICE_SECRET_FILE` is the path of a file
 * that holds what else `AVIARY_SERVICE_SECRET` would, so that it shows in no process list and in no `inspect`.
 *
 * @param names the variables that may be given so
 * @returns the variables with what was in the files, without line ends behind it, and what was wrong with them
 */
export function readSecretFiles(
  names: readonly string[],
  given: Variables,
): { environment: Variables; problems: ConfigProblem[] } {
  const environment: Record<string, string | undefined> = { ...given };
  const problems: ConfigProblem[] = [];
  for (const name of names) {
    const variable = `${name}${SUFFIX}`;
    const file = given[variable];
    if (!file) continue;
    const refuse = (wayOut: string) => problems.push({ variable, given: file, wayOut });
    if (given[name]) refuse(`give either this or ${name}, not both`);
    else
      try {
        environment[name] = readFileSync(file, 'utf8').replace(/[\r\n]+$/, '');
        if (environment[name] === '') refuse('give a file that is not empty');
      } catch (error) {
        refuse(`give the path of a file that can be read (${(error as NodeJS.ErrnoException).code})`);
      }
  }
  return { environment, problems };
}
