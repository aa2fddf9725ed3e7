import { z } from 'zod';
import { pageOf, pageQuery } from '#libs/http';
import { DEFAULT_SETTINGS, isTimeZone } from '#libs/kernel';
import { type Tenant } from '#libs/tenancy';
import { type ProvisionedTenant } from '../application/provision-tenant.js';

const MOST = 1_000_000;
const amount = (meaning: string) => z.int().min(1).max(MOST).describe(`${meaning}, in whole units of the asset`);

/** The runtime also takes offsets such as `+01:00`; only names follow the changes of the clocks. */
const isZoneName = (zone: string): boolean => /^[A-Z][\w+\-/]*$/.test(zone) && isTimeZone(zone);

const fields = {
  asset: z
    .string()
    .regex(/^[A-Z]{2,10}$/, 'must be 2 to 10 capital letters')
    .describe('Code of the asset people are paid in'),
  assetDecimals: z.int().min(0).max(8).describe('Decimals of the asset: amounts are counted in the smallest unit'),
  timeZone: z
    .string()
    .max(64)
    .refine(isZoneName, {
      error: 'must be a time zone of the IANA database, as Europe/Berlin',
      params: { code: 'unknown-time-zone' },
    }),
  closingTime: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day as 23:30')
    .describe('When a day ends and the next begins'),
  feeMin: amount('Least fee of a task'),
  feeMax: amount('Greatest fee of a task'),
  rewardMin: amount('Least reward of a task'),
  rewardMax: amount('Greatest reward of a task'),
  cyclesOn: z.boolean().describe('Whether the clock closes billing cycles'),
};

interface Ranges {
  readonly feeMin: number;
  readonly feeMax: number;
  readonly rewardMin: number;
  readonly rewardMax: number;
}
const feesInOrder = ({ feeMin, feeMax }: Ranges): boolean => feeMin <= feeMax;
const rewardsInOrder = ({ rewardMin, rewardMax }: Ranges): boolean => rewardMin <= rewardMax;
const notLess = (path: string, than: string) => ({
  path: [path],
  error: `must not be less than ${than}`,
  params: { code: 'invalid-range' },
});

export const SettingsBody = z
  .strictObject(fields)
  .refine(feesInOrder, notLess('feeMax', 'feeMin'))
  .refine(rewardsInOrder, notLess('rewardMax', 'rewardMin'))
  .meta({ id: 'ChangeTenantSettings' });
export type SettingsBody = z.infer<typeof SettingsBody>;

export const CurrentTenantDto = z.object({ name: z.string() }).meta({ id: 'CurrentTenant' });

export const SettingsDto = z.object(fields).meta({ id: 'TenantSettings' });

const given = z.strictObject(fields).partial();
/** What is left out is as usual; so it is with that that a range must be in order. */
const asUsual = (settings: z.infer<typeof given> = {}) => ({ ...DEFAULT_SETTINGS, ...settings }) as SettingsBody;

export const ProvisionTenantBody = z
  .strictObject({ name: z.string().max(100), settings: given.optional() })
  .refine(({ settings }) => feesInOrder(asUsual(settings)), notLess('settings.feeMax', 'feeMin'))
  .refine(({ settings }) => rewardsInOrder(asUsual(settings)), notLess('settings.rewardMax', 'rewardMin'))
  .meta({ id: 'ProvisionTenant' });
export type ProvisionTenantBody = z.infer<typeof ProvisionTenantBody>;

/** The settings a new tenant is asked to begin with. */
export const settingsOf = ({ settings }: ProvisionTenantBody): SettingsBody => asUsual(settings);

export const ListTenantsQuery = z.strictObject({ ...pageQuery });
export type ListTenantsQuery = z.infer<typeof ListTenantsQuery>;

export const TenantDto = z
  .object({
    name: z.string(),
    status: z.enum(['provisioning', 'active', 'suspended']),
    partition: z.int().describe('Of every topic: where the events of the tenant lie'),
    settings: SettingsDto,
  })
  .meta({ id: 'Tenant' });

export const TenantPageDto = pageOf(TenantDto).meta({ id: 'TenantPage' });

export const toTenantDto = ({ name, status, partition, settings }: Tenant): ProvisionedTenant => ({
  ...{ name, status, partition, settings },
});
