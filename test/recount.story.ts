import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { addDays, dayOf } from '#libs/kernel';
import { until } from '#libs/testing';
import { sharedAviary } from './support/company.js';
import { pastOf } from './support/past.js';
import { type Recount, recount, told } from './support/recount.js';

/**
 * The demo company, where tasks were reassigned; or any company of an Aviary that runs, in local mode and closed by days of
 * UTC: `AVIARY_RECOUNT=<home> AVIARY_RECOUNT_TENANT=<tenant> npm run jest -- test/recount --selectProjects story`.
 */
const { AVIARY_RECOUNT: someHome, AVIARY_RECOUNT_TENANT: someTenant = 'popug', AVIARY_FAULTS: set } = process.env;

const folder = mkdtempSync(path.join(tmpdir(), 'aviary-recount-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @returns what both sides have come to; undefined where there is no Python to count with */
async function bothAgree(home: string, tenant: string): Promise<Recount | undefined> {
  const seen: { counted?: Recount | undefined; answers?: Recount } = {};
  const agree = async (): Promise<boolean> => {
    seen.counted = await recount(home, tenant);
    if (seen.counted === undefined) return true;
    seen.answers = await told(home, tenant);
    return isDeepStrictEqual({ ...seen.answers, ...seen.counted }, seen.answers);
  };
  // What was written last may be on its way yet, to the topics and to the views of others.
  const late: unknown = await until(agree, {
    what: 'the same numbers on both sides',
    timeout: 120_000,
    pause: 1_000,
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  const { counted, answers } = seen;
  if (counted === undefined && late === undefined) return undefined;
  if (counted === undefined || answers === undefined) throw late;
  expect(Object.keys(answers)).toEqual(expect.arrayContaining(Object.keys(counted)));
  for (const what of Object.keys(counted) as (keyof typeof counted)[])
    expect({ [what]: answers[what] }).toEqual({ [what]: counted[what] });
  process.stderr.write(`counted anew: ${tenant}, ${inShort(counted)}\n`);
  return counted;
}

/** What has been compared, in a line. */
function inShort({ through, tasks, assignments, balances, payouts, cycles, days }: Recount): string {
  const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
  const open = Object.values(balances).filter((balance) => balance !== 0);
  return [
    `closed through ${through ?? 'never'}`,
    `${tasks.created} tasks, ${tasks.completed} completed, ${assignments} assignments`,
    `${Object.keys(balances).length} people with entries, of whom ${open.length} are owed or owe ${sum(open)}`,
    `${payouts.length} payouts of ${sum(payouts.map(({ amount }) => amount))} in ${cycles.length} cycles`,
    `${sum(Object.values(days))} earned on ${Object.keys(days).length} days`,
  ].join('; ');
}

test('whoever counts the topics anew comes to every balance, payout, day and count that the API tells', async () => {
  const counted = await bothAgree(someHome ?? (await sharedAviary()).home, someTenant);
  if (!counted) return;
  expect(counted.tasks.created).toBeGreaterThan(0);
  expect(counted.payouts.length).toBeGreaterThan(0);
}, 600_000);

/** It takes its time, so it belongs to the full set of faults. */
(set === 'full' ? test : test.skip)(
  'and so they do in between, when a past that was imported is closed a part at a time, and after every view was rebuilt',
  async () => {
    const { home } = await sharedAviary();
    const tenant = 'long-ago';
    const file = path.join(folder, 'past.csv');
    const { csv, titles } = pastOf(400);
    writeFileSync(file, csv);
    const aviary = async (...args: string[]) =>
      await promisify(execFile)(process.execPath, ['bin/aviary.mjs', ...args, '--tenant', tenant, '--home', home]);
    await aviary('import', file);
    const today = dayOf(Date.now(), 'UTC');
    for (const ago of [200, 60, 1]) {
      const through = addDays(today, -ago);
      await aviary('cycle', 'close', '--through', through);
      const counted = await bothAgree(home, tenant);
      if (!counted) return;
      expect(counted).toMatchObject({ through, tasks: { created: titles.length } });
      expect(counted.payouts.length).toBeGreaterThan(0);
    }
    const before = await told(home, tenant);
    for (const source of ['log', 'kafka']) {
      await aviary('projections', 'rebuild', '--all', '--source', source);
      expect(await told(home, tenant)).toEqual(before);
    }
    await bothAgree(home, tenant);
  },
  1_200_000,
);
