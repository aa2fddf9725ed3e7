import { beforeAll, describe, expect, test } from '@jest/globals';
import { EventLog } from '#libs/event-store';
import { DEFAULT_SETTINGS } from '#libs/kernel';
import { TenantRegistry } from '#libs/tenancy';
import { type Client, expectProblem } from '#libs/testing';
import { runningTenants } from '../fixtures/running-tenants.js';

const tenants = runningTenants();
const PATH = '/api/tenants/current/settings';
let name: string;
let admin: Client;

beforeAll(async () => {
  name = tenants.name();
  await (await tenants.operator()).post('/api/tenants', { name });
  admin = await tenants.client(name, 'tenants.can_view', 'tenants.can_change');
});

const events = () => tenants.service.app.get(EventLog).readStream(name, 'settings');

describe('the settings of a tenant', () => {
  test('change, and everybody sees it', async () => {
    const before = (await admin.get(PATH)).body as object;
    const after = { ...DEFAULT_SETTINGS, timeZone: 'Europe/Berlin', closingTime: '23:30', feeMax: 30, cyclesOn: false };
    const answer = await admin.put(PATH, after);
    expect([answer.status, answer.body]).toEqual([200, after]);
    expect((await admin.get(PATH, { after: answer })).body).toEqual(after);
    expect((await tenants.service.app.get(TenantRegistry).get(name)).settings).toEqual(after);
    expect((await events()).at(-1)).toMatchObject({ event: 'TenantSettingsChanged', body: { before, after } });
    expect(answer.headers.get('aviary-position')).toBe(`tenants=1.${(await events()).at(-1)?.meta.position}`);
  });

  test('that stay the same are no event', async () => {
    const { body } = await admin.get(PATH);
    const before = await events();
    expect((await admin.put(PATH, body)).status).toBe(200);
    expect(await events()).toEqual(before);
  });

  test('changed twice with one key change once', async () => {
    const to = { ...DEFAULT_SETTINGS, rewardMax: 50 };
    await admin.put(PATH, to, { idempotencyKey: 'once' });
    const before = await events();
    const again = await admin.put(PATH, to, { idempotencyKey: 'once' });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await events()).toEqual(before);
  });

  test('keep their asset once the ledger has entries', async () => {
    const own = tenants.name();
    await (await tenants.operator()).post('/api/tenants', { name: own });
    const boss = await tenants.client(own, 'tenants.can_view', 'tenants.can_change');
    const euro = { ...DEFAULT_SETTINGS, asset: 'EUR', assetDecimals: 2 };
    expect((await boss.put(PATH, euro)).status).toBe(200);
    await tenants.query(`tenant_${own}`, 'UPDATE accounting_log.head SET "position" = 1');
    expectProblem(await boss.put(PATH, DEFAULT_SETTINGS), 409, 'asset-in-use', 'asset');
    expect((await boss.put(PATH, { ...euro, feeMax: 25 })).status).toBe(200);
  });

  test.each<[string, object, string, string]>([
    ['an asset in small letters', { asset: 'pop' }, 'asset', 'wrong-format'],
    ['an asset of one letter', { asset: 'P' }, 'asset', 'wrong-format'],
    ['too many decimals', { assetDecimals: 9 }, 'assetDecimals', 'too-big'],
    ['half a decimal', { assetDecimals: 0.5 }, 'assetDecimals', 'wrong-type'],
    ['a zone nobody lives in', { timeZone: 'Mars/Olympus' }, 'timeZone', 'unknown-time-zone'],
    ['an offset', { timeZone: '+01:00' }, 'timeZone', 'unknown-time-zone'],
    ['a time that does not exist', { closingTime: '24:00' }, 'closingTime', 'wrong-format'],
    ['a time in short', { closingTime: '9:00' }, 'closingTime', 'wrong-format'],
    ['a fee of nothing', { feeMin: 0 }, 'feeMin', 'too-small'],
    ['a reward beyond all bounds', { rewardMax: 1_000_001 }, 'rewardMax', 'too-big'],
    ['fees out of order', { feeMin: 21 }, 'feeMax', 'invalid-range'],
    ['rewards out of order', { rewardMin: 41 }, 'rewardMax', 'invalid-range'],
    ['a text for a flag', { cyclesOn: 'yes' }, 'cyclesOn', 'wrong-type'],
    ['something missing', { cyclesOn: undefined }, 'cyclesOn', 'required'],
    ['something more', { colour: 'green' }, 'colour', 'unknown-field'],
  ])('are refused: %s', async (_what, wrong, field, code) => {
    const before = await events();
    expectProblem(await admin.put(PATH, { ...DEFAULT_SETTINGS, ...wrong }), 400, code, field);
    expect(await events()).toEqual(before);
  });
});

describe('who may not', () => {
  test('neither sees nor changes them', async () => {
    const nobody = await tenants.client(name);
    expectProblem(await nobody.get(PATH), 403, 'permission-required');
    const viewer = await tenants.client(name, 'tenants.can_view');
    expectProblem(await viewer.put(PATH, DEFAULT_SETTINGS), 403, 'permission-required');
  });
});
