import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, executeCommand } from '#libs/event-store';
import { type TenantSettings } from '#libs/kernel';
import { logHeads, TenantDatabases } from '#libs/tenancy';
import { SETTINGS_STREAM } from '../domain/tenant.js';
import { tenant as decider } from '../domain/tenant.decide.js';
import { RegistryRow } from './registry-row.js';

/** Lets a tenant work by other rules; all services know of them within a second or two. */
@Injectable()
export class ChangeSettings {
  constructor(
    private readonly databases: TenantDatabases,
    private readonly log: EventLog,
    private readonly row: RegistryRow,
  ) {}

  /** @throws DomainError `asset-in-use` (409) */
  async execute(context: CommandContext, settings: TenantSettings): Promise<TenantSettings> {
    const assetInUse = await this.hasLedger(context.tenant);
    const answer = await executeCommand(this.log, decider, {
      streamId: SETTINGS_STREAM,
      command: { type: 'change', settings, assetInUse },
      context,
      answer: () => settings,
    });
    await this.row.fold(context.tenant);
    return answer;
  }

  private async hasLedger(tenant: string): Promise<boolean> {
    const heads = await logHeads(await this.databases.of(tenant));
    return heads.some(({ service, position }) => service === 'accounting' && position > 0);
  }
}
