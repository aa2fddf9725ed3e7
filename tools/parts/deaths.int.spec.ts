import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOf } from '../setup/process.mjs';
import { root } from '../setup/root.mjs';
import { eraseHome, findParts, startParts } from './index.js';
import { homeForSpec, memory } from './testing.js';
import type { RunningParts } from './types.js';

/** What becomes of the parts when the process that started them dies; each case with a parent process of its own. */
let home: string;
const ports = { postgres: 0, kafka: 0, kafkaController: 0, registry: 0 };

const parentScript = `
  import { startParts } from '#tools/parts';
  const parts = await startParts({ home: process.argv[1], ports: ${JSON.stringify(ports)} });
  process.stdin.on('close', () => process.exit(1)).resume(); // so that it does not outlive a killed test run
  process.on('SIGINT', () => parts.stop().then(() => process.exit(0)));
  console.log('up');
  setInterval(() => undefined, 60_000);
`;

/** A process, leader of a group of its own as in a terminal, that has started the parts on the home. */
async function parentWithParts(): Promise<ChildProcess & { pid: number }> {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', parentScript, home], {
    cwd: root,
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await Promise.race([once(parent.stdout, 'data'), once(parent, 'exit')]);
  return parent as unknown as ChildProcess & { pid: number };
}

function recordedPids(): number[] {
  const record = findParts(home);
  return Object.values(record?.processes ?? {}).map(({ pid }) => pid);
}

async function untilEnded(pids: number[]): Promise<void> {
  while (pids.some((pid) => startOf(pid) !== undefined)) await sleep(50);
}

let parts: RunningParts | undefined;

beforeAll(async () => {
  home = await homeForSpec('deaths');
}, 300_000);

afterEach(async () => {
  await parts?.stop();
  await eraseHome(home);
}, 300_000);

test('kill -9 of everything: the next start finds the same data', async () => {
  const parent = await parentWithParts();
  const found = findParts(home);
  if (!found) throw new Error('the parent has not recorded what it started');
  const { secrets, postgres, ...rest } = found;
  await memory({ ...rest, postgres: { ...postgres, password: secrets.postgresPassword } }).write();
  const pids = [parent.pid, ...recordedPids()];
  expect(pids).toHaveLength(4);
  for (const pid of pids) process.kill(pid, 'SIGKILL');

  parts = await startParts({ home, ports });
  expect(await memory(parts).readRows()).toEqual(['kept']);
  expect(await memory(parts).countRecords()).toBe(1);
  expect(await memory(parts).readSubjects()).toEqual(['kept']);
}, 300_000);

test('kill -9 of the parent alone: the parts end by themselves', async () => {
  const parent = await parentWithParts();
  const pids = recordedPids();
  process.kill(parent.pid, 'SIGKILL');
  await untilEnded(pids);
  expect(pids).toHaveLength(3);
  expect(fs.readFileSync(path.join(home, 'logs/postgres.log'), 'utf8')).toContain('database system is shut down');
}, 300_000);

test('Ctrl-C, which goes to the whole group of the terminal, leads to an orderly stop', async () => {
  const parent = await parentWithParts();
  const pids = recordedPids();
  const exited = once(parent, 'exit');
  process.kill(-parent.pid, 'SIGINT');
  expect(await exited).toEqual([0, null]);
  expect(pids.map(startOf)).toEqual([undefined, undefined, undefined]);
  expect(findParts(home)).toBeUndefined();
}, 300_000);

test('a part that is killed is started again where that is wanted, and one that was stopped is not', async () => {
  const lines: string[] = [];
  parts = await startParts({ home, ports, revive: true, log: (line) => lines.push(line) });
  const kept = memory(parts);
  await kept.write();
  const before = Object.values(parts.pids());
  for (const pid of before) process.kill(pid as number, 'SIGKILL');
  const again = () => Object.values(parts?.pids() ?? {}).every((pid) => pid !== undefined && !before.includes(pid));
  while (!again()) await sleep(50);
  const read = async () => [await kept.readRows(), await kept.countRecords(), await kept.readSubjects()];
  for (;;) {
    const all = await read().catch(() => undefined);
    if (all === undefined) await sleep(100);
    else {
      expect(all).toEqual([['kept'], 1, ['kept']]);
      break;
    }
  }
  expect(lines.filter((line) => line.includes('has ended (killed by SIGKILL)'))).toHaveLength(3);
  await parts.stop();
  expect(Object.values(parts.pids())).toEqual([undefined, undefined, undefined]);
}, 300_000);

test('what was left running is ended, but a stranger who has got the same pid is not', async () => {
  const parent = await parentWithParts();
  const recordFile = path.join(home, 'parts.json');
  const record = fs.readFileSync(recordFile, 'utf8');
  const exited = once(parent, 'exit');
  process.kill(parent.pid, 'SIGINT');
  await exited;
  const stranger = spawn('sleep', ['600']);
  const start = startOf(stranger.pid as number);
  const forged = JSON.parse(record) as { processes: Record<string, { pid: number; start: string | undefined }> };
  for (const name of Object.keys(forged.processes)) forged.processes[name] = { pid: stranger.pid as number, start };
  fs.writeFileSync(recordFile, JSON.stringify(forged));

  const lines: string[] = [];
  parts = await startParts({ home, ports, log: (line) => lines.push(line) });
  expect(startOf(stranger.pid as number)).toBe(start);
  expect(lines.filter((line) => line.includes('left behind'))).toEqual([]);
  stranger.kill();
}, 300_000);
