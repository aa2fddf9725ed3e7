import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { until } from '#libs/testing';
import type { Part } from './part.js';
import { Supervisor } from './supervisor.js';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-supervisor-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** A part that is a shell script, ready when it has made the file `ready`. */
function part(script: string, more: Partial<Part> = {}): Part {
  return {
    name: 'kafka',
    title: 'Kafka',
    stopSignal: 'SIGTERM',
    prepare: () => Promise.resolve(fs.rmSync(path.join(folder, 'ready'), { force: true })),
    command: () => ({ executable: '/bin/sh', args: ['-c', script], cwd: folder }),
    ask: () => fs.promises.access(path.join(folder, 'ready')),
    ...more,
  };
}

const supervise = (one: Part, lines: string[] = [], revive = false) =>
  new Supervisor(one, {
    logFolder: folder,
    log: (line) => lines.push(line),
    changed: () => undefined,
    revive,
  });

test('a part that ends instead of answering: the error has its last lines, of this run alone, and the place of its log', async () => {
  fs.writeFileSync(path.join(folder, 'kafka.log'), 'an earlier run\n');
  const error = await supervise(part('echo no space left on device; exit 3'))
    .start()
    .catch((reason: unknown) => reason);
  expect(String(error)).toBe(
    `Error: Kafka did not start (exit code 3).\nno space left on device\nThe whole log: ${path.join(folder, 'kafka.log')}`,
  );
});

test('a program that is not there is a failure, not a wait', async () => {
  const missing = part('', { command: () => ({ executable: '/nowhere/java', args: [], cwd: folder }) });
  await expect(supervise(missing).start()).rejects.toThrow('/nowhere/java cannot be run');
});

test('what ends for a passing reason is started again', async () => {
  const script = 'if [ -e second ]; then touch ready; exec sleep 60; fi; touch second; echo still in use; exit 1';
  const supervisor = supervise(part(script, { isPassing: (lines) => lines.includes('still in use') }));
  await supervisor.start();
  expect(supervisor.pid).toEqual(expect.any(Number));
  await supervisor.stop();
  expect(supervisor.pid).toBeUndefined();
});

test('stopping is not told as a death, dying is', async () => {
  const lines: string[] = [];
  const supervisor = supervise(part('touch ready; exec sleep 60'), lines);
  await supervisor.start();
  await supervisor.stop();
  expect(lines).toEqual([expect.stringMatching(/^Kafka is up \(\d+\.\d s\)$/)]);
  await supervisor.start();
  process.kill(supervisor.pid as number, 'SIGKILL');
  while (supervisor.pid !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(lines.at(-1)).toBe(`Kafka has ended (killed by SIGKILL); its log: ${path.join(folder, 'kafka.log')}`);
});

test('one that is to be revived is started again when it dies, and not after it was stopped', async () => {
  const lines: string[] = [];
  const supervisor = supervise(part('touch ready; exec sleep 60'), lines, true);
  await supervisor.start();
  process.kill(supervisor.pid as number, 'SIGKILL');
  await until(() => lines.filter((line) => line.includes('is up')).length === 2, { what: 'it to be up again' });
  process.kill(supervisor.pid as number, 'SIGKILL');
  await until(() => supervisor.pid === undefined, { what: 'its end' });
  await supervisor.stop();
  await supervisor.start();
  expect(lines.filter((line) => line.includes('is up'))).toHaveLength(3);
  await supervisor.stop();
  expect(supervisor.pid).toBeUndefined();
});
