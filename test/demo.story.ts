import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '#libs/testing';

interface Played {
  readonly child: ChildProcess;
  readonly text: () => string;
  readonly errors: () => string;
  readonly ended: Promise<number | null>;
}

const LONG = 600_000;
const running: ChildProcess[] = [];
afterAll(() => running.forEach((child) => child.kill('SIGTERM')));

/** `aviary demo` as somebody runs it whose output goes into a file. */
function play(): Played {
  const child = spawn(process.execPath, ['bin/aviary.mjs', 'demo', '--no-pause'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const heard = { text: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (heard.text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (heard.errors += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, text: () => heard.text, errors: () => heard.errors };
}

/** Where a demo keeps its data while it is played. */
const homeOf = ({ child }: Played): string => path.resolve('.aviary/demo', String(child.pid));

let played: Played;
let text = '';

/** What the pattern's only group has found. */
function found(pattern: RegExp): string {
  const [, group] = pattern.exec(text) ?? [];
  if (group === undefined) throw new Error(`Nothing in the story looks like ${pattern}:\n${text}`);
  return group;
}

beforeAll(async () => {
  played = play();
  const exitCode = await played.ended;
  text = played.text();
  if (exitCode !== 0) throw new Error(`It ended with ${exitCode}:\n${text.slice(-4_000)}\n${played.errors()}`);
}, LONG);

test('every step is played, and comes out as told', () => {
  const steps = [...text.matchAll(/^(\d) of (\d): /gm)].map(([, at, of]) => `${at}/${of}`);
  expect(steps).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
  expect(text).toContain('All 6 steps came out as told.');
  expect(text).not.toContain('Not as told');
});

test('the charge has the amount of the fee, and the event that caused it is the one that assigned the task', () => {
  const fee = found(/"assignmentFee": (\d+)/);
  const reward = found(/"completionReward": (\d+)/);
  const task = found(/\$ task=(\S+)/);
  expect(text).toContain(`The fee has been charged and the reward credited: -${fee}, +${reward}.`);
  expect(text).toContain(`"balance": ${Number(reward) - Number(fee)}`);
  const cause = found(/"reason": "assignment",(?:.*\n)*?.*"causeEventId": "([^"]+)"/);
  expect(text).toMatch(new RegExp(`because {2}tasks=1\\.2 {2}TaskAssigned\\n.* ${cause}\\n.* task:${task}\\n`));
});

test('without the broker commands are answered, accounting lags and status says so; with it the lag goes to nothing', () => {
  const [before, after] = text.split('(Kafka answers again)');
  expect(before).toContain('aviary-stale: true');
  expect(before).toContain('"state": "degraded"');
  expect(before).toContain('{"name":"kafka","state":"down"');
  const waiting =
    /the\s+relay\s+to\s+Kafka\s+by\s+(\d+),\s+the\s+ledger\s+by\s+(\d+)/.exec(before ?? '')?.slice(1) ?? [];
  expect(waiting).toHaveLength(2);
  // Each of three tasks was created and assigned, and one of them completed.
  for (const events of waiting) expect(Number(events)).toBeGreaterThanOrEqual(7);
  const lags = [...(after ?? '').matchAll(/relay to Kafka by (\d+), the ledger by (\d+)/g)].map(([, ...lag]) => lag);
  expect(lags.at(-1)).toEqual(['0', '0']);
  const ledger = [...(after ?? '').matchAll(/^ {2}accounting=1\.(\d+) +([+-])\d+ {2}tasks=1\.(\d+) Task/gm)];
  expect(ledger.map(([, own, sign, cause]) => [own, sign, cause])).toEqual([
    ['3', '-', '5'],
    ['4', '-', '7'],
    ['5', '+', '8'],
    ['6', '-', '10'],
  ]);
});

test('the day ends with a payout of the whole balance, and a mail that tells of it', () => {
  const paid = found(/"paid": (\d+)/);
  expect(Number(paid)).toBeGreaterThan(0);
  expect(text).toMatch(new RegExp(`"balance": ${paid},(?:.*\\n)*.*"paid": ${paid}`));
  expect(text).toContain(`| Subject: You are paid ${paid} POP for `);
});

test('it is plain text of 80 columns, but for where the data lies', () => {
  expect(text).not.toContain('\u001B');
  const wide = text.split('\n').filter((line) => line.length > 80 && !line.includes('$ home='));
  expect(wide).toEqual([]);
});

test('nothing is left of it', () => expect(existsSync(homeOf(played))).toBe(false));

test(
  'who interrupts it, while it is still starting, leaves nothing behind either',
  async () => {
    const left = play();
    await until(() => left.text().includes('PostgreSQL is up'), { what: 'PostgreSQL to be up', timeout: 300_000 });
    expect(existsSync(homeOf(left))).toBe(true);
    left.child.kill('SIGINT');
    expect(await left.ended).toBe(130);
    expect(existsSync(homeOf(left))).toBe(false);
  },
  LONG,
);
