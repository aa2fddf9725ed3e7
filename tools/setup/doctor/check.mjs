/**
 * A check has two halves: `look` finds out, `judge` decides. A judge is pure and sees what all checks have found, since a
 * machine without Java is well as long as Docker answers.
 *
 * `ok`: nothing to do. `warning`: Aviary starts, but something is left out, slow or tight, or is fetched first.
 * `missing`: Aviary does not start.
 * @typedef {'ok' | 'warning' | 'missing'} State
 *
 * `found` is what there is, `wayOut` the one sentence of what to do; a check that is ok has none.
 * @typedef {{ state: State, found: string, wayOut?: string, version?: string, path?: string }} Verdict
 */

/**
 * @template Facts
 * @typedef {{ name: string, title: string, look: (options: Options) => Facts | Promise<Facts>, judge: (facts: Facts, all: All) => Verdict }} Check
 */

/**
 * @typedef {{ home: string, port: number }} Options `port` is the gateway's
 *
 * What the parts-related checks have found; others are not looked at by more than their own judge.
 * @typedef {{ java: import('./checks/java.mjs').JavaFacts, maven: import('./checks/maven.mjs').MavenFacts,
 *   docker: import('./checks/docker.mjs').DockerFacts, fetched: import('./checks/fetched.mjs').FetchedFacts,
 *   packages: import('./checks/packages.mjs').PackagesFacts }} All
 */

/**
 * @param {string} found
 * @param {{ version?: string | undefined, path?: string | undefined }} more
 * @returns {Verdict}
 */
export const ok = (found, { version, path } = {}) => ({
  state: 'ok',
  found,
  ...(version ? { version } : {}),
  ...(path ? { path } : {}),
});

/**
 * @param {string} found
 * @param {string} wayOut
 * @returns {Verdict}
 */
export const warning = (found, wayOut) => ({ state: 'warning', found, wayOut });

/**
 * @param {string} found
 * @param {string} wayOut
 * @returns {Verdict}
 */
export const missing = (found, wayOut) => ({ state: 'missing', found, wayOut });

/**
 * Whether all that Java would be needed for is left to Docker, as a start would decide it.
 * @param {Pick<All, 'java' | 'maven' | 'docker' | 'fetched'>} all
 */
export function usesDocker({ java, maven, docker, fetched }) {
  if (docker.asked) return true;
  const processes = java.found !== undefined && (fetched.absent.length === 0 || maven.path !== undefined);
  return !processes && docker.version !== undefined;
}

/** What is said of something that only processes of this machine would need. */
export const notNeeded = ok('not needed: the parts run in Docker');
