import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../setup/root.mjs';
import { allPages, parsePage } from './pages.js';
import { carryOut, stepsOf } from './worked-example.js';

/** Every command compiles, checks or tests a whole clone, on whatever machine this is. */
const PATIENCE_MS = 600_000;
const made = new Set(['node_modules', 'dist', 'coverage', '.git', '.aviary']);
const steps = stepsOf(parsePage('', pageText()));
const touched = [...new Set(steps.map(({ file }) => file))];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-example-'));

function pageText(): string {
  return fs.readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
}

/** @returns its exit code, and all it said if that is not 0 */
function run(program: string, ...args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const all = ['--experimental-vm-modules', '--no-warnings', path.join('node_modules', program), ...args];
    execFile(process.execPath, all, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (error, out, complaint) =>
      resolve(error ? `${program} failed: ${out}${complaint}` : 'ok'),
    );
  });
}

beforeAll(() => {
  for (const name of fs.readdirSync(root).filter((it) => !made.has(it)))
    fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Whoever has done the example has nothing left to carry out. */
const done = steps.some(({ file }) => file.endsWith('.avsc') && fs.existsSync(path.join(root, file)));

(done ? describe.skip : describe)('the example of CONTRIBUTING.md, carried out on a copy of this clone', () => {
  test('fits the files it changes', () => {
    expect(steps.length).toBeGreaterThan(10);
    carryOut(steps, folder);
  });

  test(
    'its schema is right, and generates types',
    async () => {
      expect(await run('../tools/setup/build.mjs')).toBe('ok');
      expect(await run('../dist/tools/generate/index.js')).toBe('ok');
    },
    PATIENCE_MS,
  );

  test(
    'is formatted as everything is',
    async () => {
      expect(await run('oxfmt/bin/oxfmt', '--check', ...touched)).toBe('ok');
    },
    PATIENCE_MS,
  );

  test(
    'passes lint and types',
    async () => {
      const code = touched.filter((file) => file.endsWith('.ts'));
      expect(await run('oxlint/bin/oxlint', '--type-aware', '--deny-warnings', ...code)).toBe('ok');
      // Of all there is: what the example changes, others import.
      expect(await run('typescript-7/bin/tsc', '--noEmit')).toBe('ok');
    },
    PATIENCE_MS,
  );

  test(
    'passes its specs, and those that look at papers and rooms',
    async () => {
      const specs = ['apps/tasks', 'tools/docs/readmes', 'tools/docs/requests', 'tools/architecture/sources'];
      expect(await run('jest/bin/jest.js', ...specs, '--selectProjects', 'unit')).toBe('ok');
    },
    PATIENCE_MS,
  );
});

describe('planted', () => {
  const change = (diff: string) => stepsOf(parsePage('', `\`\`\`diff\n${diff}\n\`\`\``))[0];

  test('a change that does not fit is refused, and so is one that fits twice', () => {
    const step = change('--- a/x.ts\n+++ b/x.ts\n@@ -1,2 +1,2 @@\n a\n-b\n+c');
    expect(step?.apply('a\nb\nd\n')).toBe('a\nc\nd\n');
    expect(() => step?.apply('a\nd\n')).toThrow('x.ts is not as a change expects it');
    expect(() => step?.apply('a\nb\na\nb\n')).toThrow('x.ts is not as a change expects it');
    expect(() => step?.apply(undefined)).toThrow('x.ts is not as a change expects it');
  });

  test('a page without steps has none', () => {
    expect(allPages().filter((page) => page.file !== 'CONTRIBUTING.md' && stepsOf(page).length > 0)).toEqual([]);
  });
});
