import { describe, test } from '@jest/globals';
import { type TenantSettings } from '#libs/kernel';
import { deciderSpec } from '#libs/testing';
import { type TenantFact } from './tenant.js';
import { tenant } from './tenant.decide.js';

const spec = deciderSpec(tenant);
const settings: TenantSettings = {
  ...{ asset: 'POP', assetDecimals: 0, timeZone: 'UTC', closingTime: '00:00' },
  ...{ feeMin: 10, feeMax: 20, rewardMin: 20, rewardMax: 40, cyclesOn: true },
};
const created: TenantFact = { event: 'TenantCreated', body: { tenant: 'acme', partition: 3, settings } };
const create = { type: 'create', tenant: 'acme', partition: 3, settings } as const;
const change = (to: Partial<TenantSettings>, assetInUse = false) =>
  ({ type: 'change', settings: { ...settings, ...to }, assetInUse }) as const;

describe('a tenant', () => {
  test('is created once', () => spec.given().when(create).then(created));
  test('is not created twice', () => spec.given(created).when(create).thenError('tenant-exists', { field: 'name' }));
  test('has no settings before that', () => spec.given().when(change({})).thenError('unknown-tenant'));
});

describe('its settings', () => {
  const berlin = { ...settings, timeZone: 'Europe/Berlin', feeMax: 30 };
  const toBerlin: TenantFact = { event: 'TenantSettingsChanged', body: { before: settings, after: berlin } };

  test('change with what was and what will be', () => spec.given(created).when(change(berlin)).then(toBerlin));
  test('change from where they are', () =>
    spec
      .given(created, toBerlin)
      .when(change({}))
      .then({ event: 'TenantSettingsChanged', body: { before: berlin, after: settings } }));
  test('that stay the same are no event', () => spec.given(created, toBerlin).when(change(berlin)).then());
  test('tell that cycles are closed where an old event says nothing of it', () =>
    spec
      .given({
        event: 'TenantCreated',
        body: { tenant: 'acme', partition: 3, settings: { ...settings, cyclesOn: null } },
      })
      .when(change({}))
      .then());
});

describe('the asset', () => {
  const euro = { asset: 'EUR', assetDecimals: 2 };
  test('may change as long as there is no money', () =>
    spec
      .given(created)
      .when(change(euro))
      .then({ event: 'TenantSettingsChanged', body: { before: settings, after: { ...settings, ...euro } } }));
  test('may not once there is', () =>
    spec.given(created).when(change(euro, true)).thenError('asset-in-use', { kind: 'conflict', field: 'asset' }));
  test('nor may its decimals', () =>
    spec
      .given(created)
      .when(change({ assetDecimals: 2 }, true))
      .thenError('asset-in-use', { field: 'assetDecimals' }));
  test('does not keep other settings from changing', () =>
    spec
      .given(created)
      .when(change({ feeMin: 11 }, true))
      .then({ event: 'TenantSettingsChanged', body: { before: settings, after: { ...settings, feeMin: 11 } } }));
});
