/**
 * `npm test`: all checks in order, each under a heading with its time, and at the end one line with the counts.
 * `npm test -- unit lint` runs only those named. Ends with an exit code other than 0 if anything failed.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runChecks } from './run-checks.mjs';
import { runJest } from './run-jest.mjs';
import { steps } from './steps.mjs';

/** @typedef {import('./jest-results.mjs').Counts} Counts */

const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-test-'));

function askedSteps() {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length > 0)
    throw new Error(`no such check: ${unknown.join(', ')}; there are ${steps.map((step) => step.name).join(', ')}`);
  return steps.filter(({ name }) => asked.length === 0 || asked.includes(name));
}

/** @param {import('./run-checks.mjs').Checked} checked */
function countOfCheck({ passed, said }) {
  process.stdout.write(said);
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 };
}

async function main() {
  const asked = askedSteps();
  /** @type {Counts} */
  const total = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const failed = [];
  /** @type {string[]} */
  const flaky = [];
  const checks = runChecks(asked.filter(({ jest }) => !jest));
  for (const step of asked) {
    console.log(`\n── ${step.title}`);
    const started = Date.now();
    const checked = await checks.get(step);
    const ran = checked ? { counts: countOfCheck(checked), flaky: [] } : await runJest(step, temporary);
    for (const key of /** @type {(keyof Counts)[]} */ (Object.keys(total))) total[key] += ran.counts[key];
    flaky.push(...ran.flaky);
    if (ran.counts.failed > 0) failed.push(step.title);
    const seconds = checked?.seconds ?? (Date.now() - started) / 1000;
    console.log(`   ${ran.counts.failed > 0 ? 'FAILED' : 'ok'} in ${seconds.toFixed(1)} s`);
  }
  for (const text of flaky) console.log(`\n${text}`);
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
