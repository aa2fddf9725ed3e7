import path from 'node:path';
import { root } from '../setup/root.mjs';
import { afterSecondTry, countsOf, failedFiles, readResult } from './jest-results.mjs';
import { runCommand } from './run-command.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {import('./jest-results.mjs').Counts} Counts */

/** When more files fail than so, it is not by bad luck. */
const MOST_SECOND_TRIES = 3;
const MOST_LINES = 40;

/**
 * Runs a step's tests. Where the step has a second try, files that fail are run once more, alone on a machine that is
 * quiet by then, and what they do there counts. One that passes then is told as flaky: it is a defect, but not one that is
 * worth a whole run.
 * @param {Step} step
 * @param {string} folder for Jest's results
 * @returns {Promise<{ counts: Counts, flaky: string[] }>} flaky: a text for each such file, with how it failed first
 */
export async function runJest(step, folder) {
  const first = await jest(step.command, path.join(folder, `${step.name}.json`));
  const tried = failedFiles(first.result);
  if (!step.secondTry || tried.length === 0 || tried.length > MOST_SECOND_TRIES)
    return { counts: first.counts, flaky: [] };
  const files = tried.map(({ name }) => name);
  console.log(`\n── Once more, alone: ${files.map(shown).join(', ')}`);
  const command = [...step.secondTry, '--runTestsByPath', ...files];
  const second = await jest(command, path.join(folder, `${step.name}.again.json`));
  if (!second.result) return { counts: first.counts, flaky: [] };
  const failedAgain = new Set(failedFiles(second.result).map(({ name }) => name));
  const lucky = tried.filter(({ name }) => !failedAgain.has(name));
  return { counts: afterSecondTry(first.counts, tried, second.counts), flaky: lucky.map(tell) };
}

/**
 * @param {string[]} command
 * @param {string} file
 */
async function jest(command, file) {
  const exitCode = await runCommand([...command, '--json', `--outputFile=${file}`]);
  const result = readResult(file);
  return { result, counts: countsOf(result, exitCode) };
}

/** @param {import('./jest-results.mjs').FileResult} file */
function tell({ name, message = '' }) {
  const how = message.trim().split('\n').slice(0, MOST_LINES).join('\n');
  return `flaky: ${shown(name)}\nIt failed, and passed when it was run once more, alone. Mend it. How it failed:\n${how}`;
}

/** @param {string} file */
const shown = (file) => path.relative(root, file);
