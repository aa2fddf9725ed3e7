import { aviary } from './checks/aviary.mjs';
import { clock } from './checks/clock.mjs';
import { compiled } from './checks/compiled.mjs';
import { disk } from './checks/disk.mjs';
import { docker } from './checks/docker.mjs';
import { fetched } from './checks/fetched.mjs';
import { home } from './checks/home.mjs';
import { java } from './checks/java.mjs';
import { maven } from './checks/maven.mjs';
import { memory } from './checks/memory.mjs';
import { node } from './checks/node.mjs';
import { chromium, pgbench, python } from './checks/optional.mjs';
import { packages } from './checks/packages.mjs';
import { port } from './checks/port.mjs';
import { postgres } from './checks/postgres.mjs';
import { sharedMemory } from './checks/shared-memory.mjs';

/**
 * @typedef {import('./check.mjs').Options} Options
 * @typedef {import('./check.mjs').Verdict & { name: string, title: string }} Finding
 * @typedef {{ canStart: boolean, home: string, checks: Finding[] }} Diagnosis
 */

/** In the order in which a start would stumble. @type {import('./check.mjs').Check<any>[]} */
const checks = [
  ...[node, packages, compiled, java, maven, docker, fetched, postgres],
  ...[home, disk, memory, sharedMemory, clock, port, aviary],
  ...[python, chromium, pgbench],
];

/**
 * Looks at this machine and judges what it finds. It changes nothing but the links that PostgreSQL's libraries need, and
 * never throws: a check that fails is a finding.
 * @param {Options} options
 * @returns {Promise<Diagnosis>}
 */
export async function examine(options) {
  /** @type {Record<string, any>} */
  const facts = {};
  /** @type {Record<string, unknown>} */
  const failures = {};
  for (const { name, look } of checks) {
    try {
      facts[name] = await look(options);
    } catch (error) {
      failures[name] = error;
    }
  }
  const all = { ...unknown, ...facts };
  const found = checks.map(({ name, title, judge }) => {
    if (name in failures) return { name, title, ...failed(failures[name]) };
    return { name, title, ...judge(facts[name], /** @type {any} */ (all)) };
  });
  return { canStart: found.every(({ state }) => state !== 'missing'), home: options.home, checks: found };
}

/** What others go by where a look has failed: nothing was found. */
const unknown = {
  java: { found: undefined },
  maven: { path: undefined },
  docker: { asked: false, version: undefined },
  fetched: { absent: [], broken: [] },
  packages: { state: 'other' },
};

/**
 * @param {unknown} error
 * @returns {import('./check.mjs').Verdict}
 */
function failed(error) {
  const why = error instanceof Error ? error.message : String(error);
  return { state: 'warning', found: `could not be looked at: ${why}`, wayOut: 'Look at it yourself.' };
}
