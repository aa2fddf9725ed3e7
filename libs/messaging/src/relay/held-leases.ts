import { Injectable } from '@nestjs/common';
import { LEASE_MS, Leases } from '#libs/tenancy';

/** Leases as a worker uses them: asked for when there is work, renewed only when half of the time is over. */
@Injectable()
export class HeldLeases {
  /** By name: until when it is surely ours, by the monotonic clock. */
  private readonly until = new Map<string, number>();

  constructor(private readonly leases: Leases) {}

  /** Whether the lease is ours. @throws DomainError `database-unavailable` */
  async hold(name: string): Promise<boolean> {
    const now = performance.now();
    if ((this.until.get(name) ?? 0) - now > LEASE_MS / 2) return true;
    const held = (await this.leases.acquire([name])).has(name);
    if (held) this.until.set(name, now + LEASE_MS);
    else this.until.delete(name);
    return held;
  }

  /** Gives all of them up, so that another instance need not wait. Never throws. */
  async releaseAll(): Promise<void> {
    const names = [...this.until.keys()];
    this.until.clear();
    if (names.length > 0) await this.leases.release(names).catch(() => undefined);
  }
}
