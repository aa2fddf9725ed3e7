import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../setup/root.mjs';

const FILES = ['run', 'run-checks', 'run-command', 'run-jest', 'jest-results'].map((name) => `tools/test/${name}.mjs`);
/** A clone of its own, in which the checks are small scripts. */
const clone = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-run-'));
const at = (file: string) => path.join(clone, file);

beforeAll(() => {
  for (const file of ['package.json', ...FILES, 'tools/setup/root.mjs']) {
    fs.mkdirSync(path.dirname(at(file)), { recursive: true });
    fs.copyFileSync(path.join(root, file), at(file));
  }
});

afterAll(() => fs.rmSync(clone, { recursive: true }));

const commandOf = (code: string) => [process.execPath, '--input-type=module', '-e', code, '--'];

/**
 * Runs `steps` (name → a script's text, or two where there is a second try), as Jest where its name says so; the words after
 * are what a person typed.
 */
function run(steps: Record<string, string | readonly [string, string]>, ...words: string[]) {
  const list = Object.entries(steps).map(([name, given]) => {
    const [code, again] = typeof given === 'string' ? [given] : given;
    const secondTry = again === undefined ? {} : { secondTry: commandOf(again) };
    return { name, title: `The ${name}`, command: commandOf(code), jest: name.startsWith('jest'), ...secondTry };
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

test('checks run two at a time, and what each says stands under its own heading', () => {
  const meet = (mine: string, other: string) => `
    import fs from 'node:fs';
    fs.writeFileSync('${at(mine)}', '');
    const end = Date.now() + 60_000;
    while (!fs.existsSync('${at(other)}') && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
    if (!fs.existsSync('${at(other)}')) throw new Error('${mine} is alone');
    console.log('${mine} has met ${other}');`;
  const { lines } = run({ lint: meet('lint', 'types'), types: meet('types', 'lint'), knip: 'console.error("third")' });
  const headings = lines
    .map((line, at) => (line.startsWith('── ') ? lines.slice(at, at + 2) : []))
    .filter(([one]) => one);
  expect(headings).toEqual([
    ['── The lint', 'lint has met types'],
    ['── The types', 'types has met lint'],
    ['── The knip', 'third'],
  ]);
});

describe('files that fail where there is a second try', () => {
  const file = (name: string, statuses: string[], message = '') => ({
    ...{ name: at(name), status: statuses.every((status) => status !== 'failed') ? 'passed' : 'failed', message },
    assertionResults: statuses.map((status) => ({ status })),
  });
  const good = file('good.story.ts', ['passed', 'passed', 'pending']);
  const bad = file('bad.story.ts', ['passed', 'failed', 'failed', 'pending'], '  ● it rains\n\n    Expected: sun\n');
  const worse = { ...file('worse.story.ts', []), status: 'failed', message: 'cannot be run' };
  const result = (files: ReturnType<typeof file>[]) => {
    const all = files.flatMap(({ assertionResults }) => assertionResults);
    const count = (wanted: string) => all.filter(({ status }) => status === wanted).length;
    const broken = files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
    return {
      ...{ numPassedTests: count('passed'), numFailedTests: count('failed'), numPendingTests: count('pending') },
      ...{ numRuntimeErrorTestSuites: broken.length, testResults: files },
    };
  };
  /** Jest as it must be asked the second time: for the failed files alone. */
  const again = (asked: string[], files: ReturnType<typeof file>[], exitCode = 0) => `
    const words = process.argv.slice(process.argv.indexOf('--runTestsByPath') + 1);
    const paths = words.slice(0, words.indexOf('--json'));
    if (paths.join() !== '${asked.map(at).join()}') throw new Error('asked for ' + paths.join());
    ${jest(result(files), exitCode)}`;

  test('are run once more, and what passes then counts as passed but is told as flaky, with how it failed', () => {
    const bothGood = [
      file('bad.story.ts', ['passed', 'passed', 'passed', 'pending']),
      file('worse.story.ts', ['passed']),
    ];
    const { lines, status } = run({
      lint: '',
      jest: [jest(result([good, bad, worse]), 1), again(['bad.story.ts', 'worse.story.ts'], bothGood)],
      jestAfter: jest({ numPassedTests: 1 }),
    });
    expect(lines.at(-1)).toBe('8 passed, 0 failed, 2 skipped');
    expect(status).toBe(0);
    expect(lines).toContain('── Once more, alone: bad.story.ts, worse.story.ts');
    const told = lines.slice(lines.indexOf('flaky: bad.story.ts'));
    expect(told).toEqual(
      expect.arrayContaining(['● it rains', '    Expected: sun', 'flaky: worse.story.ts', 'cannot be run']),
    );
  });

  test('and fail again are a failure; only the lucky ones are called flaky', () => {
    const stillBad = [bad, file('worse.story.ts', ['passed'])];
    const { lines, status } = run({
      jest: [jest(result([good, bad, worse]), 1), again(['bad.story.ts', 'worse.story.ts'], stillBad, 1)],
    });
    expect(lines.at(-1)).toBe('4 passed, 2 failed, 2 skipped');
    expect(lines.filter((line) => line.startsWith('flaky: '))).toEqual(['flaky: worse.story.ts']);
    expect(lines).toContain('Failed: The jest');
    expect(status).toBe(1);
  });

  test.each([
    ['a second run that writes nothing', 'process.exit(1)', '3 passed, 2 failed, 2 skipped'],
    ['one that fails without saying where', jest({ numPassedTests: 4 }, 1), '6 passed, 1 failed, 1 skipped'],
  ])('%s is a failure', (_what, second, last) => {
    const { lines, status } = run({ jest: [jest(result([good, bad]), 1), second] });
    expect(lines.at(-1)).toBe(last);
    expect(status).toBe(1);
  });

  test('are not run again when there are many of them, nor where there is no second try', () => {
    const many = ['a', 'b', 'c', 'd'].map((name) => file(name, ['failed']));
    const better = jest(result([good]));
    expect(run({ jest: [jest(result(many), 1), better] }).lines.at(-1)).toBe('0 passed, 4 failed');
    const { lines, stderr } = run({ jest: jest(result([good, bad]), 1) });
    expect(lines.at(-1)).toBe('3 passed, 2 failed, 2 skipped');
    expect(stderr).toBe('');
  });
});
