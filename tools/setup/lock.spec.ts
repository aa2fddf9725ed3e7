import { afterAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { tryLock } from './lock.mjs';
import { startOf } from './process.mjs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-lock-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

const module = path.join(import.meta.dirname, 'lock.mjs');
const script = (code: string) => [
  '--input-type=module',
  '-e',
  `import { tryLock, withLock } from '${module}';\n${code}`,
];

test('a lock has one holder, who is named, until it is released', () => {
  const file = path.join(folder, 'one');
  const lock = tryLock(file);
  expect(tryLock(file)).toEqual({ heldBy: process.pid });
  if ('release' in lock) lock.release();
  expect(tryLock(file)).toHaveProperty('release');
});

test('the lock of a killed process is taken over; that of a living one is not', async () => {
  const file = path.join(folder, 'killed');
  const holder = spawn(process.execPath, script(`tryLock('${file}'); console.log('held'); setInterval(() => 0, 1e6);`));
  await once(holder.stdout, 'data');
  expect(tryLock(file)).toEqual({ heldBy: holder.pid });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(tryLock(file)).toHaveProperty('release');
});

test('a lock whose pid has gone to another process is nobody’s', () => {
  const file = path.join(folder, 'reused');
  fs.writeFileSync(file, JSON.stringify({ pid: process.pid, start: 'another time' }));
  expect(tryLock(file)).toHaveProperty('release');
});

test('work under one lock by several processes is done one after the other', async () => {
  const file = path.join(folder, 'shared');
  const counter = path.join(folder, 'counter');
  fs.writeFileSync(counter, '0');
  const code = `
    import fs from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    await withLock('${file}', () => {}, async () => {
      const count = Number(fs.readFileSync('${counter}', 'utf8'));
      await sleep(20);
      fs.writeFileSync('${counter}', String(count + 1));
    });`;
  const workers = Array.from({ length: 4 }, () => spawn(process.execPath, script(code), { stdio: 'inherit' }));
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  expect(fs.readFileSync(counter, 'utf8')).toBe('4');
});

test('a process that has ended has no start', async () => {
  const child = spawn(process.execPath, ['-e', '0']);
  expect(startOf(child.pid as number)).toEqual(expect.any(String));
  await once(child, 'exit');
  expect(startOf(child.pid as number)).toBeUndefined();
});
