import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { foldFacts, type TenantSettings } from '#libs/kernel';
import { TenantRegistry } from '#libs/tenancy';
import { SETTINGS_STREAM, type TenantFact } from '../domain/tenant.js';
import { tenant as decider } from '../domain/tenant.decide.js';

/** The settings of a tenant, from its log: whoever has just changed them sees the change. */
@Injectable()
export class ReadSettings {
  constructor(
    private readonly log: EventLog,
    private readonly registry: TenantRegistry,
  ) {}

  async execute(tenant: string): Promise<TenantSettings> {
    const facts = (await this.log.readStream(tenant, SETTINGS_STREAM)) as unknown as TenantFact[];
    return foldFacts(decider, facts) ?? (await this.registry.get(tenant)).settings;
  }
}
