import { expect, test } from '@jest/globals';
import { testDatabase, testParts } from '#libs/testing';
import { withConnection } from '#libs/tenancy';
import { notUpgraded } from './not-upgraded.js';

const database = testDatabase({ active: true });

test('a tenant that stayed as an earlier release needed it is a problem', async () => {
  const { master, postgres, kafka, registry } = testParts();
  const parts = { postgres, kafka, registry };
  const left = () => notUpgraded({ parts, master });
  const named = expect.stringContaining(database.tenant);
  expect(await left()).not.toContainEqual(named);
  const { host, port, superuser: user, password } = postgres;
  await withConnection({ host, port, user, password, database: 'aviary' }, async (client) => {
    await client.query(`UPDATE control.tenants SET shape = 'earlier' WHERE name = $1`, [database.tenant]);
  });
  expect(await left()).toContainEqual(named);
});
