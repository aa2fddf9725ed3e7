// Generated from schemas/ by `npm run generate`. Do not edit.

import { type Fact } from '#libs/kernel';
import { type EventType } from '../event-type.js';
import { META_FIELD } from './meta.js';
import { type LogEpochOpened } from './shared.js';

/** By which rules a tenant works. */
export interface TenantSettings {
  /** Code of the asset in which people are paid, such as POP. */
  readonly asset: string;
  /** Number of decimals of the asset: amounts are whole numbers of 10^-assetDecimals units. */
  readonly assetDecimals: number;
  /** IANA name of the time zone in which a day begins and ends, such as Europe/Berlin. */
  readonly timeZone: string;
  /** Wall-clock time at which a day ends and the next begins, HH:MM. */
  readonly closingTime: string;
  /** Least fee of a task, in whole units of the asset. */
  readonly feeMin: number;
  /** Greatest fee of a task, in whole units of the asset. */
  readonly feeMax: number;
  /** Least reward of a task, in whole units of the asset. */
  readonly rewardMin: number;
  /** Greatest reward of a task, in whole units of the asset. */
  readonly rewardMax: number;
  /** Whether billing cycles are closed by the clock. */
  readonly cyclesOn: boolean | null;
}

/** A company lives in this installation from now on. */
export interface TenantCreated {
  /** Name of the tenant, as in its host name. */
  readonly tenant: string;
  /** Number of the partition, from 0, that its events lie in on every topic. */
  readonly partition: number;
  /** The rules it starts with. */
  readonly settings: TenantSettings | null;
}

/** A tenant works by other rules. */
export interface TenantSettingsChanged {
  /** The rules until now. */
  readonly before: TenantSettings | null;
  /** The rules from now on. */
  readonly after: TenantSettings | null;
}

/** Every fact that the log of `tenants` can hold. */
export type TenantsEvent =
  | Fact<'LogEpochOpened', LogEpochOpened>
  | Fact<'TenantCreated', TenantCreated>
  | Fact<'TenantSettingsChanged', TenantSettingsChanged>;

/** Every version of these, oldest first. */
export const tenantsEvents: readonly EventType[] = [
  {
    service: 'tenants',
    event: 'LogEpochOpened',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"LogEpochOpened","namespace":"aviary.tenants","doc":"The log was restored or moved and goes on in a new epoch: events of older epochs from here on are void.","fields":[${META_FIELD},{"name":"fromPosition","doc":"First position of the new epoch; what older epochs have from there on is void.","type":"long"}]}`,
  },
  {
    service: 'tenants',
    event: 'TenantCreated',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"TenantCreated","namespace":"aviary.tenants","doc":"A company lives in this installation from now on.","fields":[${META_FIELD},{"name":"tenant","doc":"Name of the tenant, as in its host name.","type":"string","kind":"id"},{"name":"partition","doc":"Number of the partition, from 0, that its events lie in on every topic.","type":"long"},{"name":"settings","doc":"The rules it starts with.","type":["null",{"type":"record","name":"TenantSettings","doc":"By which rules a tenant works.","fields":[{"name":"asset","doc":"Code of the asset in which people are paid, such as POP.","type":"string","kind":"id"},{"name":"assetDecimals","doc":"Number of decimals of the asset: amounts are whole numbers of 10^-assetDecimals units.","type":"long"},{"name":"timeZone","doc":"IANA name of the time zone in which a day begins and ends, such as Europe/Berlin.","type":"string","kind":"time"},{"name":"closingTime","doc":"Wall-clock time at which a day ends and the next begins, HH:MM.","type":"string","kind":"time"},{"name":"feeMin","doc":"Least fee of a task, in whole units of the asset.","type":"long"},{"name":"feeMax","doc":"Greatest fee of a task, in whole units of the asset.","type":"long"},{"name":"rewardMin","doc":"Least reward of a task, in whole units of the asset.","type":"long"},{"name":"rewardMax","doc":"Greatest reward of a task, in whole units of the asset.","type":"long"},{"name":"cyclesOn","doc":"Whether billing cycles are closed by the clock.","type":["null","boolean"],"default":null}]}],"default":null}]}`,
  },
  {
    service: 'tenants',
    event: 'TenantSettingsChanged',
    version: 1,
    pii: [],
    piiSubject: null,
    schema: `{"type":"record","name":"TenantSettingsChanged","namespace":"aviary.tenants","doc":"A tenant works by other rules.","fields":[${META_FIELD},{"name":"before","doc":"The rules until now.","type":["null",{"type":"record","name":"TenantSettings","doc":"By which rules a tenant works.","fields":[{"name":"asset","doc":"Code of the asset in which people are paid, such as POP.","type":"string","kind":"id"},{"name":"assetDecimals","doc":"Number of decimals of the asset: amounts are whole numbers of 10^-assetDecimals units.","type":"long"},{"name":"timeZone","doc":"IANA name of the time zone in which a day begins and ends, such as Europe/Berlin.","type":"string","kind":"time"},{"name":"closingTime","doc":"Wall-clock time at which a day ends and the next begins, HH:MM.","type":"string","kind":"time"},{"name":"feeMin","doc":"Least fee of a task, in whole units of the asset.","type":"long"},{"name":"feeMax","doc":"Greatest fee of a task, in whole units of the asset.","type":"long"},{"name":"rewardMin","doc":"Least reward of a task, in whole units of the asset.","type":"long"},{"name":"rewardMax","doc":"Greatest reward of a task, in whole units of the asset.","type":"long"},{"name":"cyclesOn","doc":"Whether billing cycles are closed by the clock.","type":["null","boolean"],"default":null}]}],"default":null},{"name":"after","doc":"The rules from now on.","type":["null","TenantSettings"],"default":null}]}`,
  },
];
