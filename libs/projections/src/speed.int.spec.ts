import { expect, test } from '@jest/globals';
import { asLog, testDatabase } from '#libs/testing';
import { chance, ledgerFacts } from './fixtures/chance.js';
import { follow, instanceOf } from './fixtures/instance.js';
import { accounts } from './fixtures/ledger.js';

const database = testDatabase();

test('catching up is the same work in large batches; how fast it goes is only told', async () => {
  const log = asLog(ledgerFacts(20_000, chance(1)));
  const ledger = (await instanceOf(await database.databases('accounting'), accounts))('accounting');
  await ledger.checkpoint(database.tenant);
  const begun = performance.now();
  await follow(ledger, database.tenant, log, () => 5_000);
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(`caught up with ${log.length} events at ${Math.round(log.length / seconds)}/s\n`);
  expect(await ledger.checkpoint(database.tenant)).toEqual({ epoch: 1, position: log.length });
});
