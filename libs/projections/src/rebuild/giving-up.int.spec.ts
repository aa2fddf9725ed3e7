import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { chance, ledgerFacts } from '../fixtures/chance.js';
import { withHook } from '../fixtures/fault-hook.js';
import { accounts } from '../fixtures/ledger.js';
import { rebuilding } from '../fixtures/rebuilding.js';

// @own-process: what it kills and cuts off is in nobody else's way there.
const world = rebuilding();
/** More than anybody makes who gives up. */
const TOO_MANY = 8;

test('an act that fails again and again at the same place is given up, however much comes meanwhile', async () => {
  world.append('accounting', ledgerFacts(300, chance(4)));
  await world.live();
  const rebuilds = await world.instance();
  const seen = { attempts: 0, ended: false };
  const never = (point: string): Promise<void> | undefined => {
    if (point !== 'rebuild.before-swap') return undefined;
    seen.attempts += 1;
    return Promise.reject(new Error('It will not do.'));
  };
  await withHook(never, async () => {
    await rebuilds.begin(world.wanted(accounts));
    const settled = rebuilds.settled(world.tenant).then(() => (seen.ended = true));
    // Each attempt gets further than the one before, of what has come since.
    for (let n = 0; !seen.ended && seen.attempts < TOO_MANY; n += 1) {
      world.append('accounting', ledgerFacts(5, chance(n)));
      await world.live();
      await Promise.race([settled, pause(50)]);
    }
    expect(seen).toMatchObject({ ended: true });
  });
  expect(await world.act(rebuilds, accounts)).toMatchObject({ state: 'failed', reason: 'It will not do.' });
  expect(await world.stored()).toEqual(world.expected());
}, 60_000);
