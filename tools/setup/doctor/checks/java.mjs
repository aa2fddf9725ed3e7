import { findJava, javaHomes, oldestJava } from '../../java.mjs';
import { lacking } from '../../parts.mjs';
import { missing, notNeeded, ok, usesDocker } from '../check.mjs';
import { runProgram } from '../run-program.mjs';

/**
 * `found` is the runtime a start would take, `outcome` how it runs; `tooOld` the newest of the others where there is none.
 * `javaHome` is the variable, where it is set.
 * @typedef {{ found: { java: string, home: string, version: number } | undefined,
 *   outcome: import('../run-program.mjs').Outcome | undefined, tooOld: { home: string, version: number } | undefined,
 *   javaHome: string | undefined, looked: number }} JavaFacts
 */

const ways =
  'or install another one, which is found in /usr/lib/jvm and the like, or use Docker with AVIARY_PARTS=docker';

/** @type {import('../check.mjs').Check<JavaFacts>} */
export const java = {
  name: 'java',
  title: `Java ${oldestJava} or newer`,
  look() {
    const homes = javaHomes();
    const answer = findJava(homes);
    const found = 'java' in answer ? answer : undefined;
    return {
      found,
      outcome: found && runProgram(found.java, ['-version']),
      tooOld: 'tooOld' in answer ? answer.tooOld : undefined,
      javaHome: process.env.JAVA_HOME,
      looked: homes.length,
    };
  },
  judge({ found, outcome, tooOld, javaHome, looked }, all) {
    if (usesDocker(all)) return notNeeded;
    if (found === undefined) {
      const variable = javaHome === undefined ? 'JAVA_HOME (which is not set)' : `JAVA_HOME (${javaHome})`;
      const places = `${variable}, the PATH and the usual places of runtimes (${looked} looked at)`;
      const lack = lacking({ tooOld }, { fetched: true, maven: true }) ?? '';
      return missing(`none in ${places}`, `There is ${lack}, or start a Docker engine.`);
    }
    const { home, version } = found;
    if (outcome && !outcome.runs)
      return missing(`${home}, which does not run: ${outcome.why}`, `Set JAVA_HOME to a runtime that runs, ${ways}.`);
    const other = javaHome !== undefined && javaHome !== home ? `; not JAVA_HOME, which is ${javaHome}` : '';
    return ok(`${version}, ${home}${other}`, { version: String(version), path: home });
  },
};
