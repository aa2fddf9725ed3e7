import fs from 'node:fs';
import path from 'node:path';
import { onPath } from '../../java.mjs';
import { aviary } from '../../root.mjs';
import { ok, warning } from '../check.mjs';
import { runProgram } from '../run-program.mjs';

/** @typedef {{ path: string | undefined, outcome: import('../run-program.mjs').Outcome | undefined }} ProgramFacts */

/** @param {string} text */
const versionIn = (text) => /\d+(\.\d+)*/.exec(text)?.[0];

/** Readers of Kafka and Avro that are not ours; tools/parts/python.ts installs them at the first run of the tests. */
const packages = ['confluent_kafka', 'fastavro'];

/** @type {import('../check.mjs').Check<ProgramFacts & { own: boolean }>} */
export const python = {
  name: 'python',
  title: 'Python 3 (optional)',
  look() {
    const own = path.join(aviary, 'python/bin/python');
    const script = (/** @type {string[]} */ names) => `import sys, ${names.join(', ')}; print(sys.version.split()[0])`;
    if (fs.existsSync(own)) return { own: true, path: own, outcome: runProgram(own, ['-c', script(packages)]) };
    const found = onPath('python3');
    return {
      own: false,
      path: found,
      outcome: found ? runProgram(found, ['-c', script(['venv', 'ensurepip'])]) : undefined,
    };
  },
  judge({ own, path: found, outcome }) {
    const skipped = 'the tests that read topics with confluent-kafka and fastavro are skipped without';
    if (found === undefined)
      return warning('no python3 on the PATH', `Install Python 3 with venv and pip: ${skipped}.`);
    if (!outcome?.runs) {
      const wayOut = own
        ? `Remove the folder ${path.dirname(path.dirname(found))}`
        : 'Install its packages venv and pip';
      return warning(`${found}: ${outcome?.why}`, `${wayOut}: ${skipped}.`);
    }
    const more = own ? `with ${packages.join(' and ')}` : 'npm test makes an environment of its own with it';
    return ok(`${outcome.says}, ${found}; ${more}`, { version: outcome.says, path: found });
  },
};

/** @type {import('../check.mjs').Check<ProgramFacts>} */
export const chromium = {
  name: 'chromium',
  title: 'Chromium (optional)',
  look() {
    const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
    const found = names.map(onPath).find((file) => file !== undefined);
    return { path: found, outcome: found ? runProgram(found, ['--version']) : undefined };
  },
  judge({ path: found, outcome }) {
    if (found === undefined) return ok('none on the PATH, and nothing needs it: any browser shows the pages');
    const version = outcome?.runs ? versionIn(outcome.says) : undefined;
    return ok([version, found].filter(Boolean).join(', '), { version, path: found });
  },
};

/** @type {import('../check.mjs').Check<ProgramFacts>} */
export const pgbench = {
  name: 'pgbench',
  title: 'pgbench (optional)',
  look() {
    const found = onPath('pgbench');
    return { path: found, outcome: found ? runProgram(found, ['--version']) : undefined };
  },
  judge({ path: found, outcome }) {
    if (!found || !outcome?.runs)
      return warning(
        found ? `${found}, which does not run` : 'none on the PATH',
        'Install PostgreSQL’s client programs, if benchmarks are to be compared with it.',
      );
    const version = versionIn(outcome.says);
    return ok(`${version}, ${found}`, { version, path: found });
  },
};
