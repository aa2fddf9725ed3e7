import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../setup/root.mjs';

/** A clone of its own, in which the checks are small scripts. */
const clone = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-run-'));
const at = (file: string) => path.join(clone, file);

beforeAll(() => {
  for (const file of ['package.json', 'tools/test/run.mjs', 'tools/setup/root.mjs']) {
    fs.mkdirSync(path.dirname(at(file)), { recursive: true });
    fs.copyFileSync(path.join(root, file), at(file));
  }
});

afterAll(() => fs.rmSync(clone, { recursive: true }));

/** Runs `steps` (name → a script's text), as Jest where its name says so; the words after are what a person typed. */
function run(steps: Record<string, string>, ...words: string[]) {
  const list = Object.entries(steps).map(([name, code]) => {
    const command = [process.execPath, '--input-type=module', '-e', code, '--'];
    return { name, title: `The ${name}`, command, jest: name.startsWith('jest') };
  });
  fs.writeFileSync(at('tools/test/steps.mjs'), `export const steps = ${JSON.stringify(list)};`);
  const { stdout, stderr, status } = spawnSync(process.execPath, [at('tools/test/run.mjs'), ...words], {
    encoding: 'utf8',
  });
  return { lines: stdout.trimEnd().split('\n'), stderr, status };
}

/** What Jest does with `--json --outputFile=…`, in short. */
const jest = (result: object, exitCode = 0) => `
  import fs from 'node:fs';
  const counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };
  const file = process.argv.find((word) => word.startsWith('--outputFile=')).slice('--outputFile='.length);
  fs.writeFileSync(file, JSON.stringify({ ...counts, ...${JSON.stringify(result)} }));
  process.exit(${exitCode});`;

test('each check counts as one, Jest by its tests; the last line is the count', () => {
  const { lines, status } = run({
    lint: '',
    types: '',
    jest1: jest({ numPassedTests: 5 }),
    jest2: jest({ numPassedTests: 2 }),
  });
  expect(lines.at(-1)).toBe('9 passed, 0 failed');
  expect(lines.filter((line) => / passed, /.test(line))).toHaveLength(1);
  expect(lines).toEqual(expect.arrayContaining(['── The lint', '── The jest2']));
  expect(status).toBe(0);
});

test('skipped tests are told', () => {
  const { lines, status } = run({ jest: jest({ numPassedTests: 1, numPendingTests: 2, numTodoTests: 1 }) });
  expect(lines.at(-1)).toBe('1 passed, 0 failed, 3 skipped');
  expect(status).toBe(0);
});

test('what fails is named, the rest is done all the same, and the exit code tells', () => {
  const { lines, status } = run({
    lint: 'process.exit(3)',
    jest: jest({ numPassedTests: 4, numFailedTests: 2 }, 1),
    types: '',
  });
  expect(lines.at(-1)).toBe('5 passed, 3 failed');
  expect(lines).toContain('Failed: The lint, The jest');
  expect(status).toBe(1);
});

test.each([
  [
    'a test file that cannot be run',
    jest({ numPassedTests: 1, numRuntimeErrorTestSuites: 1 }, 1),
    '1 passed, 1 failed',
  ],
  ['a Jest that fails for another reason', jest({ numPassedTests: 1 }, 1), '1 passed, 1 failed'],
  ['a Jest that writes nothing', 'process.exit(0)', '0 passed, 1 failed'],
  ['a Jest that is killed', `process.kill(process.pid, 'SIGKILL')`, '0 passed, 1 failed'],
])('%s is a failure', (_what, code, last) => {
  const { lines, status } = run({ jest: code });
  expect(lines.at(-1)).toBe(last);
  expect(status).toBe(1);
});

test('only the checks that are named are run, and a wrong name is a failure', () => {
  expect(run({ lint: '', types: 'process.exit(1)' }, 'lint').lines.at(-1)).toBe('1 passed, 0 failed');
  const wrong = run({ lint: '', types: '' }, 'lnit');
  expect(wrong.stderr).toContain('no such check: lnit; there are lint, types');
  expect(wrong.lines.at(-1)).toBe('0 passed, 1 failed');
  expect(wrong.status).toBe(1);
});
