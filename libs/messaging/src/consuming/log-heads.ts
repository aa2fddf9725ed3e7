import { Injectable, Logger } from '@nestjs/common';
import { type LogHead, logHeads, TenantDatabases } from '#libs/tenancy';
import { inParallel } from '../common/in-parallel.js';

const FRESH_MS = 2_000;
const PATIENCE_MS = 1_000;
const AT_ONCE = 4;

/** The heads of one tenant's logs, by service. */
export type Heads = ReadonlyMap<string, LogHead>;

/**
 * Where the logs of tenants end, by what their databases say. What has come through the topics says too little while Kafka is
 * away. Asked for status and measurements only: what it says may be two seconds old.
 */
@Injectable()
export class LogHeads {
  private readonly log = new Logger('LogHeads');
  private readonly known = new Map<string, { readonly at: number; readonly heads: Promise<Heads | undefined> }>();

  constructor(private readonly databases: TenantDatabases) {}

  /** By tenant; those whose database does not answer soon are missing. */
  async of(tenants: Iterable<string>): Promise<ReadonlyMap<string, Heads>> {
    const found = new Map<string, Heads>();
    await inParallel([...new Set(tenants)], AT_ONCE, async (tenant) => {
      const heads = await this.ofTenant(tenant);
      if (heads) found.set(tenant, heads);
    });
    return found;
  }

  private ofTenant(tenant: string): Promise<Heads | undefined> {
    const known = this.known.get(tenant);
    if (known && performance.now() - known.at < FRESH_MS) return known.heads;
    const heads = this.ask(tenant);
    this.known.set(tenant, { at: performance.now(), heads });
    return heads;
  }

  private async ask(tenant: string): Promise<Heads | undefined> {
    const asking = this.read(tenant).catch((error: unknown) => {
      this.log.debug('the heads of a tenant cannot be read', { tenant, err: error });
      return undefined;
    });
    const late = new Promise<undefined>((resolve) => void setTimeout(() => resolve(undefined), PATIENCE_MS).unref());
    return await Promise.race([asking, late]);
  }

  private async read(tenant: string): Promise<Heads> {
    const heads = await logHeads(await this.databases.of(tenant));
    return new Map(heads.map((head) => [head.service, head]));
  }
}
