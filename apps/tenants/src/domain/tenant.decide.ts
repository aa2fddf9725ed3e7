import { canonicalJson, conflict, type Decider, type DomainError, notFound, type TenantSettings } from '#libs/kernel';
import { evolveTenant, type TenantFact, type TenantState } from './tenant.js';

interface CreateTenant {
  readonly type: 'create';
  readonly tenant: string;
  readonly partition: number;
  readonly settings: TenantSettings;
}

interface ChangeSettings {
  readonly type: 'change';
  readonly settings: TenantSettings;
  /** Whether money may have been written down in the present asset. */
  readonly assetInUse: boolean;
}

export type TenantCommand = CreateTenant | ChangeSettings;

/** 409 */
export function tenantExists(tenant: string): DomainError {
  return conflict('tenant-exists', `There is a tenant "${tenant}" already.`, { field: 'name' });
}

function changed(state: TenantSettings, { settings, assetInUse }: ChangeSettings): TenantFact[] {
  if (canonicalJson(settings) === canonicalJson(state)) return [];
  const field = (['asset', 'assetDecimals'] as const).find((name) => settings[name] !== state[name]);
  // Every amount of the ledger is a number of these units: they cannot become others afterwards.
  if (field !== undefined && assetInUse)
    throw conflict('asset-in-use', 'The ledger is kept in this asset already, so it cannot be changed any more.', {
      field,
    });
  return [{ event: 'TenantSettingsChanged', body: { before: state, after: settings } }];
}

/** @throws DomainError `tenant-exists`, `asset-in-use` (409), `unknown-tenant` (404) */
function decideTenant(command: TenantCommand, state: TenantState): TenantFact[] {
  if (command.type === 'create') {
    const { tenant, partition, settings } = command;
    if (state !== undefined) throw tenantExists(tenant);
    return [{ event: 'TenantCreated', body: { tenant, partition, settings } }];
  }
  if (state === undefined)
    throw notFound('unknown-tenant', 'The tenant has not been created yet.', { field: 'tenant' });
  return changed(state, command);
}

export const tenant: Decider<TenantState, TenantCommand, TenantFact> = {
  initialState: undefined,
  evolve: evolveTenant,
  decide: decideTenant,
};
