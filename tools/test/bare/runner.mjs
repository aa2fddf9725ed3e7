import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createEmptyTestResult } from '@jest/test-result';
import { formatResultsErrors } from 'jest-message-util';
import { Worker } from 'jest-worker';

/** @typedef {Worker & { default(asked: import('./worker.mjs').Asked): Promise<import('./worker.mjs').Result[]> }} SpecWorker */

const OWN_PROCESS = /^(\/\/|\/?\s*\*).*@own-process/m;
const STATUS = /** @type {const} */ ({ done: 'passed', skip: 'pending', todo: 'todo', fail: 'failed' });

/**
 * Jest's runner for specs of pure code: several files share a process, and what one of them has loaded the next one need not
 * load again. Jest's own gives each file a world for itself, which takes four times as long as the tests.
 *
 * What that asks of a spec: it leaves nothing behind in the process or in a module, or says `@own-process` in a comment.
 * Modules cannot be replaced, and nothing is counted for coverage: with `--coverage` Jest's own runner does it.
 */
export default class BareRunner {
  /**
   * @param {import('@jest/types').Config.GlobalConfig} globalConfig
   */
  constructor(globalConfig) {
    this.config = globalConfig;
  }

  /**
   * @param {import('@jest/test-result').Test[]} tests
   * @param {{ isInterrupted(): boolean }} watcher
   * @param {(test: import('@jest/test-result').Test) => Promise<void>} onStart
   * @param {(test: import('@jest/test-result').Test, result: import('@jest/test-result').TestResult) => Promise<void>} onResult
   * @param {(test: import('@jest/test-result').Test, error: import('@jest/test-result').SerializableError) => Promise<void>} onFailure
   */
  async runTests(tests, watcher, onStart, onResult, onFailure) {
    const { maxWorkers } = this.config;
    const shared = openWorker(Math.min(maxWorkers, tests.length, availableParallelism()) || 1);
    const waiting = [...tests];
    const serve = async () => {
      for (let test = waiting.shift(); test && !watcher.isInterrupted(); test = waiting.shift()) {
        await onStart(test);
        try {
          const own = OWN_PROCESS.test(fs.readFileSync(test.path, 'utf8')) ? openWorker(1) : undefined;
          await onResult(test, await this.runFile(own ?? shared, test));
          await own?.end();
        } catch (error) {
          const { message, stack = message } = /** @type {Error} */ (error);
          await onFailure(test, { message, stack, code: undefined, type: 'Error' });
        }
      }
    };
    await Promise.all(Array.from({ length: maxWorkers }, serve));
    await shared.end();
  }

  /**
   * @param {SpecWorker} worker
   * @param {import('@jest/test-result').Test} test
   */
  async runFile(worker, { path: file, context }) {
    const { testTimeout, testNamePattern } = { testNamePattern: undefined, ...this.config };
    const start = Date.now();
    const results = await worker.default({ file, timeout: testTimeout ?? 5_000, pattern: testNamePattern });
    const end = Date.now();
    const testResults = results.map(({ path, status, duration, errors }) => ({
      ancestorTitles: path.slice(0, -1),
      title: path.at(-1) ?? '',
      fullName: path.join(' '),
      status: errors.length > 0 ? STATUS.fail : STATUS[/** @type {keyof typeof STATUS} */ (status)],
      duration,
      failureMessages: errors,
      failureDetails: [],
      numPassingAsserts: 0,
    }));
    const count = (/** @type {string} */ status) => testResults.filter((it) => it.status === status).length;
    const empty = createEmptyTestResult();
    return {
      ...empty,
      ...(context.config.displayName ? { displayName: context.config.displayName } : {}),
      testFilePath: file,
      testResults,
      numFailingTests: count('failed'),
      numPassingTests: count('passed'),
      numPendingTests: count('pending'),
      numTodoTests: count('todo'),
      perfStats: {
        ...empty.perfStats,
        start,
        end,
        runtime: end - start,
        slow: (end - start) / 1000 > context.config.slowTestThreshold,
      },
      failureMessage: formatResultsErrors(testResults, context.config, this.config, file),
    };
  }
}

/** @param {number} numWorkers how many processes */
function openWorker(numWorkers) {
  const hooks = new URL('./register.mjs', import.meta.url).href;
  const worker = new Worker(fileURLToPath(new URL('./worker.mjs', import.meta.url)), {
    exposedMethods: ['default'],
    numWorkers,
    forkOptions: { execArgv: ['--no-warnings', '--enable-source-maps', '--import', hooks] },
  });
  // What a spec says beside its results, as the faults say their seed.
  worker.getStderr().pipe(process.stderr, { end: false });
  return /** @type {SpecWorker} */ (/** @type {unknown} */ (worker));
}
