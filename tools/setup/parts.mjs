import { findJava, oldestJava, onPath } from './java.mjs';
import { dockerAnswers } from './docker.mjs';
import { fetchParts, missingParts, parts } from './fetch.mjs';
import { postgresBinaries } from './postgres-binaries.mjs';

/**
 * How the parts (PostgreSQL, Kafka, registry) are to be run on this machine.
 * @typedef {{ by: 'processes', java: string, postgres: string, kafka: string, registry: string } | { by: 'docker' }} PartsPlan
 */

/**
 * What this machine lacks for running the parts as processes, and how to get it; undefined if nothing.
 * @param {ReturnType<typeof findJava>} found
 * @param {{ fetched: boolean, maven: boolean }} have whether all parts are here already, and whether Maven is
 */
export function lacking(found, { fetched, maven }) {
  if ('java' in found) {
    if (fetched || maven) return undefined;
    return 'no Maven (mvn) to fetch them; install it with `apt-get install maven` or `brew install maven`';
  }
  const older = found.tooOld ? ` (${found.tooOld.home} is ${found.tooOld.version})` : '';
  return `no Java runtime ${oldestJava} or newer${older}; install one, for example \`apt-get install openjdk-21-jre-headless\` on Debian and Ubuntu or \`brew install openjdk@21\` on macOS`;
}

/**
 * Fetches what is missing, where it is clear that parts are processes here. Whatever else there is to say of them,
 * `ensureParts` says.
 * @param {(line: string) => void} log
 */
export async function fetchAhead(log) {
  if (process.env.AVIARY_PARTS === 'docker' || missingParts().length === 0 || !onPath('mvn')) return;
  const found = findJava();
  if ('java' in found) await fetchParts(found.home, log);
}

/**
 * Finds out how the parts are run here, and fetches what is missing. With a Java runtime and Maven they are processes of
 * this machine; else, or if AVIARY_PARTS=docker asks for it, a Docker engine brings them.
 * Throws with one sentence saying what to install if neither is there.
 * @param {(line: string) => void} log
 * @returns {Promise<PartsPlan>}
 */
export async function ensureParts(log) {
  if (process.env.AVIARY_PARTS === 'docker') {
    if (dockerAnswers()) return { by: 'docker' };
    throw new Error(
      'AVIARY_PARTS=docker asks for a Docker engine with `docker compose`, and none answers: start it, or unset it',
    );
  }
  const found = findJava();
  const lack = lacking(found, { fetched: missingParts().length === 0, maven: onPath('mvn') !== undefined });
  if (lack !== undefined || !('java' in found)) {
    if (dockerAnswers()) return { by: 'docker' };
    throw new Error(
      `Kafka and the schema registry cannot be run: there is ${lack}, or start a Docker engine. \`npx aviary doctor\` looks at all that Aviary needs.`,
    );
  }
  if (missingParts().length > 0) await fetchParts(found.home, log);
  return {
    by: 'processes',
    java: found.java,
    postgres: postgresBinaries(),
    kafka: parts.kafka.folder,
    registry: parts.registry.folder,
  };
}
