import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { until } from '#libs/testing';
import { sharedAviary } from './support/company.js';
import { type Recount, recount, told } from './support/recount.js';

/**
 * The demo company, where tasks were reassigned; or any company of an Aviary that runs, in local mode and closed by days of
 * UTC: `AVIARY_RECOUNT=<home> AVIARY_RECOUNT_TENANT=<tenant> npm run jest -- test/recount --selectProjects story`.
 */
const { AVIARY_RECOUNT: someHome, AVIARY_RECOUNT_TENANT: tenant = 'popug' } = process.env;

test('whoever counts the topics anew comes to every balance, payout, day and count that the API tells', async () => {
  const home = someHome ?? (await sharedAviary()).home;
  const seen: { counted?: Recount | undefined; answers?: Recount } = {};
  const agree = async (): Promise<boolean> => {
    seen.counted = await recount(home, tenant);
    if (seen.counted === undefined) return true;
    seen.answers = await told(home, tenant);
    return isDeepStrictEqual({ ...seen.answers, ...seen.counted }, seen.answers);
  };
  // What was written last may be on its way yet, to the topics and to the views of others.
  const late: unknown = await until(agree, { what: 'the same numbers on both sides', timeout: 120_000 }).then(
    () => undefined,
    (error: unknown) => error,
  );
  const { counted, answers } = seen;
  if (counted === undefined && late === undefined) return;
  if (counted === undefined || answers === undefined) throw late;
  expect(counted.tasks.created).toBeGreaterThan(0);
  expect(counted.payouts.length).toBeGreaterThan(0);
  expect(Object.keys(answers)).toEqual(expect.arrayContaining(Object.keys(counted)));
  for (const what of Object.keys(counted) as (keyof typeof counted)[])
    expect({ [what]: answers[what] }).toEqual({ [what]: counted[what] });
  process.stderr.write(`counted anew: ${tenant}, ${inShort(counted)}\n`);
}, 600_000);

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
