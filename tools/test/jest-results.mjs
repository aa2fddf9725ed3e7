import fs from 'node:fs';

/**
 * What of Jest's `--json` is looked at.
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{ name: string, status: string, message?: string, assertionResults: { status: string }[] }} FileResult
 * @typedef {{
 *   numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   numRuntimeErrorTestSuites: number, testResults?: FileResult[]
 * }} JestResult
 */

/**
 * @param {string} file
 * @returns {JestResult | undefined} undefined where Jest has written nothing
 */
export function readResult(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}

/**
 * Jest's own counts; a file that could not be run at all is one failure, and so is a Jest that failed without saying where.
 * @param {JestResult | undefined} result
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countsOf(result, exitCode) {
  if (!result) return { passed: 0, failed: 1, skipped: 0 };
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/**
 * @param {JestResult | undefined} result
 * @returns {FileResult[]}
 */
export const failedFiles = (result) => (result?.testResults ?? []).filter(({ status }) => status === 'failed');

/**
 * The counts of a run when the second try of all its failed files stands for the first.
 * @param {Counts} first
 * @param {FileResult[]} tried the failed files as they were the first time
 * @param {Counts} second
 * @returns {Counts}
 */
export function afterSecondTry(first, tried, second) {
  const statuses = tried.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const passedThen = statuses.filter((status) => status === 'passed').length;
  const skippedThen = statuses.filter((status) => !['passed', 'failed'].includes(status)).length;
  return {
    passed: first.passed - passedThen + second.passed,
    failed: second.failed,
    skipped: first.skipped - skippedThen + second.skipped,
  };
}
