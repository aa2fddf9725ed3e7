import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './root.mjs';

/** A clone of its own, with the real build and a few sources. */
const clone = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-build-'));
const at = (file: string) => path.join(clone, file);

function write(file: string, content: string): void {
  fs.mkdirSync(path.dirname(at(file)), { recursive: true });
  fs.writeFileSync(at(file), content);
}

const build = () => execFileSync(process.execPath, [at('tools/setup/build.mjs')], { encoding: 'utf8', stdio: 'pipe' });
const stampOf = (file: string) => fs.statSync(at(file)).mtimeMs;

beforeAll(() => {
  for (const file of [
    'package.json',
    '.swcrc',
    'tools/setup/build.mjs',
    'tools/setup/is-main.mjs',
    'tools/setup/root.mjs',
  ]) {
    fs.mkdirSync(path.dirname(at(file)), { recursive: true });
    fs.copyFileSync(path.join(root, file), at(file));
  }
  fs.symlinkSync(path.join(root, 'node_modules'), at('node_modules'));
  write('libs/kernel/src/index.ts', `export { text } from './text.js';`);
  write(
    'libs/kernel/src/text.ts',
    `import fs from 'node:fs';
    export const text: string = fs.readFileSync(new URL('./words.sql', import.meta.url), 'utf8');`,
  );
  write('libs/kernel/src/words.sql', 'select 1');
  write('libs/kernel/src/text.spec.ts', 'not even TypeScript');
  write('apps/a/src/main.ts', `import { text } from '#libs/kernel'; console.log(text);`);
  build();
});

afterAll(() => fs.rmSync(clone, { recursive: true }));

test('what is compiled runs, with the files that lie beside it; specs are left out', () => {
  expect(execFileSync(process.execPath, [at('dist/apps/a/src/main.js')], { encoding: 'utf8' })).toBe('select 1\n');
  expect(fs.existsSync(at('dist/libs/kernel/src/text.spec.js'))).toBe(false);
});

test('only what has changed is written again', () => {
  const [main, text] = ['dist/apps/a/src/main.js', 'dist/libs/kernel/src/text.js'];
  const before = { main: stampOf(main), text: stampOf(text) };
  write('apps/a/src/main.ts', `console.log('changed');`);
  build();
  expect(stampOf(text)).toBe(before.text);
  expect(stampOf(main)).toBeGreaterThan(before.main);
});

test('the output of a source that is gone goes too', () => {
  write('apps/a/src/short-lived.ts', 'export const a = 1;');
  build();
  expect(fs.existsSync(at('dist/apps/a/src/short-lived.js'))).toBe(true);
  fs.rmSync(at('apps/a/src/short-lived.ts'));
  build();
  expect(fs.readdirSync(at('dist/apps/a/src')).sort()).toEqual(['main.js', 'main.js.map']);
});

test('a file that does not parse is named, the others are built, and the next build tries it again', () => {
  write('apps/a/src/broken.ts', 'const = ;');
  write('apps/a/src/whole.ts', 'export const whole = true;');
  for (let times = 0; times < 2; times++) {
    const { status, stderr } = spawnSync(process.execPath, [at('tools/setup/build.mjs')], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('apps/a/src/broken.ts');
  }
  expect(fs.existsSync(at('dist/apps/a/src/whole.js'))).toBe(true);
});
