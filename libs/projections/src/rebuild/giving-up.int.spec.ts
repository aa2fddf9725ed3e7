import { expect, test } from '@jest/globals';
import { chance, ledgerFacts } from '../fixtures/chance.js';
import { accounts } from '../fixtures/ledger.js';
import { rebuilding } from '../fixtures/rebuilding.js';

// @own-process: what it kills and cuts off is in nobody else's way there.
const world = rebuilding();
const EVENTS = 300;

test('an act that fails again and again at the same place is given up, however much comes meanwhile', async () => {
  world.append('accounting', ledgerFacts(EVENTS, chance(4)));
  await world.live();
  const rebuilds = await world.instance();
  let beyond = 0;
  world.logs.beforePage = (position) => {
    // Each attempt gets a little further than the one before, of what has come since, and then meets it.
    if (position >= EVENTS && (beyond += 1) % 2 === 0) throw new Error('It will not do.');
  };
  await rebuilds.begin(world.wanted(accounts));
  const ended = new AbortController();
  const settled = rebuilds.settled(world.tenant).then(() => ended.abort());
  for (let n = 0; !ended.signal.aborted; n += 1) {
    world.append('accounting', ledgerFacts(5, chance(n)));
    await world.live();
    expect(beyond).toBeLessThan(40);
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  expect(await world.act(rebuilds, accounts)).toMatchObject({ state: 'failed', reason: 'It will not do.' });
  expect(await world.stored()).toEqual(world.expected());
}, 60_000);
