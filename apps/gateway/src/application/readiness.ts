import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HealthRegistry, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { Upstreams } from './upstreams.js';

/**
 * Whether people may come in: every service behind the gateway is ready and, where the gateway is told to wait for it, the
 * demo company is there. Whoever seeds says so by the message `{ seeded: true }` to the gateway's own process.
 */
@Injectable()
export class Readiness implements OnApplicationBootstrap {
  private waiting: boolean;

  constructor(
    @Inject(SERVICE_CONFIG) config: ServiceConfig,
    private readonly health: HealthRegistry,
    private readonly upstreams: Upstreams,
  ) {
    this.waiting = config.awaitSeed;
  }

  onApplicationBootstrap(): void {
    for (const service of this.upstreams.services)
      this.health.register(service, async () => await this.upstreams.health(service));
    if (!this.waiting) return;
    this.health.register('demo-company', () =>
      Promise.resolve(this.waiting ? { state: 'down', reason: 'It is being seeded.' } : { state: 'ok' }),
    );
    process.on('message', this.told);
  }

  private readonly told = (message: unknown): void => {
    if ((message as { seeded?: unknown } | null)?.seeded !== true) return;
    this.waiting = false;
    process.off('message', this.told);
  };
}
