import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
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

/**
 * What becomes of the parts when the process that started them dies. The cases follow one another on one home: a start on
 * data that is there takes half the time of the first. Where it is the same for every part, PostgreSQL stands for all.
 */
let home: string;
const ports = { postgres: 0, kafka: 0, kafkaController: 0, registry: 0 };
const LONG = 300_000;

interface Parent extends ChildProcess {
  readonly pid: number;
  /** What it was told is going on. */
  said(): string;
}

const parentScript = `
  import { startParts } from '#tools/parts';
  const log = (line) => console.log(line);
  const options = { home: process.argv[1], ports: ${JSON.stringify(ports)}, ...JSON.parse(process.argv[2]), log };
  const parts = await startParts(options);
  process.stdin.on('close', () => process.exit(1)).resume(); // so that it does not outlive a killed test run
  process.on('SIGINT', () => parts.stop().then(() => process.exit(0)));
  console.log('all are up');
  setInterval(() => undefined, 60_000);
`;

/** A process, leader of a group of its own as in a terminal, that has started the parts on the home. */
async function parentWithParts(options: { revive?: boolean; only?: 'postgres' } = {}): Promise<Parent> {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', parentScript, home, JSON.stringify(options)], {
    cwd: root,
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  parent.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  while (!said.includes('all are up') && parent.exitCode === null) await sleep(50);
  return Object.assign(parent as ChildProcess & { pid: number }, { said: () => said });
}

function recordedPids(): number[] {
  const record = findParts(home);
  return Object.values(record?.processes ?? {}).map(({ pid }) => pid);
}

/** What the running parts remember. */
function remembered() {
  const found = findParts(home);
  if (!found) throw new Error('the parent has not recorded what it started');
  const { secrets, postgres, ...rest } = found;
  return memory({ ...rest, postgres: { ...postgres, password: secrets.postgresPassword } });
}

async function untilEnded(pids: number[]): Promise<void> {
  while (pids.some((pid) => startOf(pid) !== undefined)) await sleep(50);
}

let parent: Parent | undefined;
let parts: RunningParts | undefined;

beforeAll(async () => {
  home = await homeForSpec('deaths');
}, LONG);

/** What a case that failed has left. */
afterEach(async () => {
  await parts?.stop();
}, LONG);

afterAll(async () => {
  if (parent && startOf(parent.pid) !== undefined) process.kill(parent.pid, 'SIGKILL');
  await eraseHome(home);
}, LONG);

test(
  'kill -9 of everything: the next start finds the same data',
  async () => {
    parent = await parentWithParts();
    await remembered().write();
    const pids = [parent.pid, ...recordedPids()];
    expect(pids).toHaveLength(4);
    for (const pid of pids) process.kill(pid, 'SIGKILL');

    parent = await parentWithParts({ revive: true });
    expect(await remembered().readRows()).toEqual(['kept']);
    expect(await remembered().countRecords()).toBe(1);
    expect(await remembered().readSubjects()).toEqual(['kept']);
  },
  LONG,
);

test(
  'a part that is killed is started again where that is wanted',
  async () => {
    const before = recordedPids();
    for (const pid of before) process.kill(pid, 'SIGKILL');
    const areNew = (pids: number[]) => pids.length === before.length && pids.every((pid) => !before.includes(pid));
    while (!areNew(recordedPids())) await sleep(50);
    const kept = remembered();
    for (;;) {
      const all = await Promise.all([kept.readRows(), kept.countRecords(), kept.readSubjects()]).catch(() => undefined);
      if (all === undefined) await sleep(100);
      else {
        expect(all).toEqual([['kept'], 1, ['kept']]);
        break;
      }
    }
    expect(parent?.said().match(/has ended \(killed by SIGKILL\)/g)).toHaveLength(3);
  },
  LONG,
);

test(
  'kill -9 of the parent alone: the parts end by themselves',
  async () => {
    const pids = recordedPids();
    const log = path.join(home, 'logs/postgres.log');
    const from = fs.statSync(log).size;
    expect(pids).toHaveLength(3);
    process.kill((parent as Parent).pid, 'SIGKILL');
    await untilEnded(pids);
    expect(fs.readFileSync(log, 'utf8').slice(from)).toContain('database system is shut down');
  },
  LONG,
);

test(
  'Ctrl-C, which goes to the whole group of the terminal, leads to an orderly stop; nothing is started again',
  async () => {
    parent = await parentWithParts({ revive: true, only: 'postgres' });
    const pids = recordedPids();
    expect(pids).toHaveLength(1);
    const exited = once(parent, 'exit');
    process.kill(-parent.pid, 'SIGINT');
    expect(await exited).toEqual([0, null]);
    expect(pids.map(startOf)).toEqual([undefined]);
    expect(parent.said()).not.toContain('has ended');
    expect(findParts(home)).toBeUndefined();
  },
  LONG,
);

test(
  'what was left running is ended, but a stranger who has got the same pid is not',
  async () => {
    parent = await parentWithParts({ only: 'postgres' });
    const recordFile = path.join(home, 'parts.json');
    const record = fs.readFileSync(recordFile, 'utf8');
    const exited = once(parent, 'exit');
    process.kill(parent.pid, 'SIGINT');
    await exited;
    const stranger = spawn('sleep', ['600']);
    const pid = stranger.pid as number;
    const start = startOf(pid);
    const stolen = Object.fromEntries(['postgres', 'kafka', 'registry'].map((name) => [name, { pid, start }]));
    fs.writeFileSync(recordFile, JSON.stringify({ ...(JSON.parse(record) as object), processes: stolen }));

    const lines: string[] = [];
    parts = await startParts({ home, ports, only: 'postgres', log: (line) => lines.push(line) });
    expect(startOf(pid)).toBe(start);
    expect(lines.filter((line) => line.includes('left behind'))).toEqual([]);
    stranger.kill();
  },
  LONG,
);
