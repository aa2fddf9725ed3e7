import { expect, test } from '@jest/globals';
import { decodeBody, encodeBody, type TenantsEvent } from '#libs/contracts';
import { DEFAULT_SETTINGS } from '#libs/kernel';
import { type TenantFact } from './domain/tenant.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** The domain states its facts itself; that each has exactly the body of its schema is checked by the compiler. */
type Contract<Name extends TenantFact['event']> = Extract<TenantsEvent, { event: Name }>['body'];
type Stated<Name extends TenantFact['event']> = Extract<TenantFact, { event: Name }>['body'];
const same: { [Name in TenantFact['event']]: Same<Stated<Name>, Contract<Name>> } = {
  TenantCreated: true,
  TenantSettingsChanged: true,
};

const facts: TenantFact[] = [
  { event: 'TenantCreated', body: { tenant: 'acme', partition: 11, settings: DEFAULT_SETTINGS } },
  {
    event: 'TenantSettingsChanged',
    body: { before: DEFAULT_SETTINGS, after: { ...DEFAULT_SETTINGS, cyclesOn: null } },
  },
];

test.each(facts)('$event has the body of its schema', ({ event, body }) => {
  const { schemaVersion, bytes } = encodeBody('tenants', event, body);
  expect(decodeBody('tenants', event, schemaVersion, bytes)).toEqual(body);
});

test('there is an example of every fact', () => {
  expect(facts.map(({ event }) => event)).toEqual(Object.keys(same));
});
