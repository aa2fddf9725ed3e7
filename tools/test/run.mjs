/**
 * `npm test`: all checks in order, each under a heading with its time, and at the end one line with the counts.
 * `npm test -- unit lint` runs only those named. Ends with an exit code other than 0 if anything failed.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../setup/root.mjs';
import { steps } from './steps.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-test-'));

/**
 * @param {string[]} command
 * @returns {Promise<number>} the exit code; 1 if it ended otherwise
 */
function run([program = '', ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => {
      console.error(`${program} could not be run: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Jest's own counts; a file that could not be run at all is one failure, and so is a Jest that failed without saying where.
 * @param {string} resultFile
 * @param {number} exitCode
 * @returns {Counts}
 */
function jestCounts(resultFile, exitCode) {
  if (!fs.existsSync(resultFile)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(fs.readFileSync(resultFile, 'utf8'));
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/**
 * @param {Step} step
 * @returns {Promise<Counts>}
 */
async function perform(step) {
  if (!step.jest) {
    const ok = (await run(step.command)) === 0;
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  }
  const resultFile = path.join(temporary, `${step.name}.json`);
  const exitCode = await run([...step.command, '--json', `--outputFile=${resultFile}`]);
  return jestCounts(resultFile, exitCode);
}

async function main() {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0)
    throw new Error(`no such check: ${unknown.join(', ')}; there are ${steps.map((step) => step.name).join(', ')}`);
  /** @type {Counts} */
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const failed = [];
  for (const step of steps.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
    console.log(`\n── ${step.title}`);
    const started = Date.now();
    const counts = await perform(step);
    for (const key of /** @type {(keyof Counts)[]} */ (Object.keys(total))) total[key] += counts[key];
    if (counts.failed > 0) failed.push(step.title);
    console.log(`   ${counts.failed > 0 ? 'FAILED' : 'ok'} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  }
  if (failed.length > 0) console.log(`\nFailed: ${failed.join(', ')}`);
  return total;
}

/** @type {Counts} */
let total;
try {
  total = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  total = { passed: 0, failed: 1, skipped: 0 };
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;
