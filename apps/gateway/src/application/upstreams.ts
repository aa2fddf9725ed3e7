import { Inject, Injectable } from '@nestjs/common';
import { TENANT_HEADER } from '#libs/http';
import { notFound } from '#libs/kernel';
import { type Health, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { ROUTES } from '../domain/routes.js';

const PATIENCE_MS = 1_500;
const NOT_FOUND = 404;

/** The services behind the gateway. */
@Injectable()
export class Upstreams {
  readonly services: readonly string[] = [...new Set(ROUTES.map(({ service }) => service))];

  constructor(@Inject(SERVICE_CONFIG) private readonly config: ServiceConfig) {}

  /** @throws Error for a service that is not configured */
  urlOf(service: string): string {
    const url = this.config.upstreams[service];
    if (url === undefined) throw new Error(`The gateway does not know where ${service} is.`);
    return url;
  }

  /** Whether the service says that it can serve. */
  async health(service: string): Promise<Health> {
    try {
      const answer = await fetch(`${this.urlOf(service)}/readyz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
      await answer.body?.cancel();
      return answer.ok ? { state: 'ok' } : { state: 'down', reason: 'It is not ready.' };
    } catch {
      return { state: 'down', reason: 'It does not answer.' };
    }
  }

  /**
   * Lets pass what is asked of a tenant that can be served, also while nobody can tell.
   *
   * @throws DomainError `unknown-tenant` (404)
   */
  async assertTenant(tenant: string): Promise<void> {
    const answer = await fetch(`${this.urlOf('tenants')}/api/tenants/current`, {
      headers: { [TENANT_HEADER]: tenant },
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === NOT_FOUND) throw notFound('unknown-tenant', 'There is no such tenant.', { field: 'tenant' });
  }

  /** @throws Error when the service does not answer with one */
  async openApi(service: string): Promise<unknown> {
    const answer = await fetch(`${this.urlOf(service)}/openapi.json`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) throw new Error(`${service} answered ${answer.status}`);
    return await answer.json();
  }
}
