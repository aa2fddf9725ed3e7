import { Injectable } from '@nestjs/common';
import { appendCommand, type CommandContext, EventLog, executeCommand } from '#libs/event-store';
import { DomainError, type TenantSettings, unprocessable } from '#libs/kernel';
import { assertTenantName, provisionTenant, type Tenant, TenantRegistry } from '#libs/tenancy';
import { SETTINGS_STREAM } from '../domain/tenant.js';
import { tenant as decider, tenantExists } from '../domain/tenant.decide.js';
import { Installation } from './installation.js';
import { RegistryRow } from './registry-row.js';

/** A tenant as it is answered. */
export interface ProvisionedTenant {
  readonly name: string;
  readonly status: Tenant['status'];
  /** Of every topic: where its events lie. */
  readonly partition: number;
  readonly settings: TenantSettings;
}

/**
 * Makes a tenant: database and roles, the first event of its log, its settings in the registry, and only then may anybody
 * work with it. Killed in the middle, the same request does the rest.
 */
@Injectable()
export class ProvisionTenant {
  constructor(
    private readonly installation: Installation,
    private readonly registry: TenantRegistry,
    private readonly log: EventLog,
    private readonly row: RegistryRow,
  ) {}

  /**
   * @param context of the operator; an idempotency key is kept in the operator's log as well as in the new tenant's
   * @throws DomainError `invalid-tenant-name`, `reserved-tenant-name` (400), `tenant-exists` (409), each naming `name`
   */
  async execute(context: CommandContext, name: string, settings: TenantSettings): Promise<ProvisionedTenant> {
    assertTenantName(name);
    this.registry.forget();
    const known = await this.registry.find(name);
    const isThere = known !== undefined && known.status !== 'provisioning';
    const answer = isThere ? await this.answeredBefore(context, name) : await this.make(context, name, settings);
    if (context.idempotency !== undefined) await appendCommand(this.log, context, { events: [], answer });
    return answer;
  }

  /** Does whatever is left to do until the tenant is active. */
  async make(context: CommandContext, name: string, settings: TenantSettings): Promise<ProvisionedTenant> {
    const { provisioner, services } = this.installation;
    const { partition } = await provisionTenant(provisioner, { tenant: name, services, settings, activate: false });
    this.registry.forget();
    const answer: ProvisionedTenant = { name, status: 'active', partition, settings };
    await this.record({ ...context, tenant: name }, answer);
    const folded = (await this.row.fold(name)) ?? settings;
    await this.row.activate(name);
    return { ...answer, settings: folded };
  }

  private async record(context: CommandContext, answer: ProvisionedTenant): Promise<void> {
    const { name, partition, settings } = answer;
    const command = { type: 'create', tenant: name, partition, settings } as const;
    try {
      await executeCommand(this.log, decider, { streamId: SETTINGS_STREAM, command, context, answer: () => answer });
    } catch (error) {
      // It was recorded before a kill, and what comes after it is still to do.
      if (!(error instanceof DomainError && error.code === 'tenant-exists')) throw error;
    }
  }

  /** The answer to the same request, if it was this that made the tenant. */
  private async answeredBefore({ idempotency }: CommandContext, name: string): Promise<ProvisionedTenant> {
    const kept = idempotency && (await this.log.answered(name, idempotency.key));
    if (kept === undefined) throw tenantExists(name);
    if (kept.requestHash !== idempotency?.requestHash)
      throw unprocessable(
        'idempotency-key-reused',
        'This Idempotency-Key was used before for another request. Use a new key.',
        {
          field: 'Idempotency-Key',
        },
      );
    return kept.answer as unknown as ProvisionedTenant;
  }
}
