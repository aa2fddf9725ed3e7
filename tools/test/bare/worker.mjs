import { pathToFileURL } from 'node:url';
import { jestExpect as expect } from '@jest/expect';
import { addEventHandler, getState, resetState, run } from 'jest-circus';

/**
 * @typedef {{ file: string, timeout: number, pattern: string | undefined }} Asked
 * @typedef {{ path: string[], status: string, duration: number, errors: string[] }} Result
 */

addEventHandler((event) => {
  if (event.name === 'test_start') expect.setState({ currentTestName: pathOf(event.test).join(' ') });
});

/** @param {{ name: string, parent?: any }} test */
function pathOf(test) {
  const path = [];
  for (let at = test; at?.parent; at = at.parent) path.unshift(at.name);
  return path;
}

/**
 * Runs the tests of a file in this process, which runs others before and after it.
 * @param {Asked} asked
 * @returns {Promise<Result[]>}
 * @throws what the file throws when it is loaded, and what nobody has caught
 */
export default async function runFile({ file, timeout, pattern }) {
  resetState();
  const state = getState();
  state.testTimeout = timeout;
  if (pattern) state.testNamePattern = new RegExp(pattern, 'i');
  expect.setState({ testPath: file, suppressedErrors: [] });
  await import(pathToFileURL(file).href);
  const { testResults, unhandledErrors } = await run();
  if (unhandledErrors.length > 0) throw new Error(unhandledErrors.join('\n\n'));
  return testResults.map(({ testPath, status, duration, errors }) => ({
    path: testPath.slice(1).map(String),
    status,
    duration: duration ?? 0,
    errors,
  }));
}
