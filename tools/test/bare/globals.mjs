/** `@jest/globals`, as far as specs of pure code need it. */
import { jestExpect } from '@jest/expect';
import { ModernFakeTimers } from '@jest/fake-timers';
import { getState } from 'jest-circus';
import { ModuleMocker } from 'jest-mock';

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from 'jest-circus';
export const expect = jestExpect;

const mocker = new ModuleMocker(globalThis);
const config = /** @type {import('@jest/types').Config.ProjectConfig} */ ({ fakeTimers: {} });
const timers = new ModernFakeTimers({ config, global: globalThis });

export const jest = {
  /** For all tests of the file. @param {number} ms */
  setTimeout: (ms) => void (getState().testTimeout = ms),
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  restoreAllMocks: mocker.restoreAllMocks.bind(mocker),
  useFakeTimers: () => timers.useFakeTimers(),
  useRealTimers: () => timers.useRealTimers(),
  advanceTimersByTimeAsync: timers.advanceTimersByTimeAsync.bind(timers),
};
