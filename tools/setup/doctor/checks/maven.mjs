import { findJava, onPath } from '../../java.mjs';
import { missing, notNeeded, ok, usesDocker, warning } from '../check.mjs';
import { runProgram } from '../run-program.mjs';

/** @typedef {{ path: string | undefined, tar: boolean, outcome: import('../run-program.mjs').Outcome | undefined }} MavenFacts */

/** @type {import('../check.mjs').Check<MavenFacts>} */
export const maven = {
  name: 'maven',
  title: 'Maven',
  look() {
    const path = onPath('mvn');
    const java = findJava();
    const env = 'home' in java ? { ...process.env, JAVA_HOME: java.home } : process.env;
    return { path, tar: onPath('tar') !== undefined, outcome: path ? runProgram(path, ['-v'], env) : undefined };
  },
  judge({ path, tar, outcome }, all) {
    if (usesDocker(all)) return notNeeded;
    const needed = all.fetched.absent.length > 0;
    if (path === undefined) {
      if (!needed) return ok('none, and not needed any more: the parts are fetched');
      return missing(
        'no mvn on the PATH, and it has to fetch Kafka and the schema registry',
        'Install it, for example with `apt-get install maven` or `brew install maven`, or start a Docker engine.',
      );
    }
    if (needed && outcome?.runs === false && all.java.found === undefined)
      return warning(`${path}, which does not run without Java`, 'See Java.');
    if (needed && outcome?.runs === false)
      return missing(`${path}, which does not run: ${outcome.why}`, 'Put a Maven that runs first on the PATH.');
    if (needed && !tar)
      return missing('no tar on the PATH, which unpacks what Maven fetches', 'Install tar, or start a Docker engine.');
    const version = outcome?.runs ? /\d+(\.\d+)+/.exec(outcome.says)?.[0] : undefined;
    return ok([version, path].filter(Boolean).join(', '), { version, path });
  },
};
