import { expect, test } from '@jest/globals';
import { sharedAviary } from './support/company.js';
import { recount, told } from './support/recount.js';

/**
 * The demo company, where tasks were reassigned; or any company of an Aviary that runs, in local mode and closed by days of
 * UTC: `AVIARY_RECOUNT=<home> AVIARY_RECOUNT_TENANT=<tenant> npm run jest -- test/recount --selectProjects story`.
 */
const { AVIARY_RECOUNT: someHome, AVIARY_RECOUNT_TENANT: tenant = 'popug' } = process.env;

test('whoever counts the topics anew comes to every balance, payout, day and count that the API tells', async () => {
  const home = someHome ?? (await sharedAviary()).home;
  const counted = await recount(home, tenant);
  if (counted === undefined) return;
  expect(counted.tasks.created).toBeGreaterThan(0);
  expect(counted.payouts.length).toBeGreaterThan(0);
  const answers = await told(home, tenant);
  expect(Object.keys(answers)).toEqual(expect.arrayContaining(Object.keys(counted)));
  for (const what of Object.keys(counted) as (keyof typeof counted)[])
    expect({ [what]: answers[what] }).toEqual({ [what]: counted[what] });
}, 600_000);
