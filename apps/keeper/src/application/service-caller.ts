import { Inject, Injectable } from '@nestjs/common';
import { TENANT_HEADER } from '#libs/http';
import { DomainError, unavailable } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig, traceHeaders } from '#libs/platform';

const PATIENCE_MS = 4_000;

/** Who asks, so that each service judges for itself what it may tell. */
export interface Asker {
  /** The tenant of the request. */
  readonly tenant: string;
  /** The `Authorization` header as it came. */
  readonly authorization: string;
}

/** Asks the other services, in the name of whoever asked us. */
@Injectable()
export class ServiceCaller {
  constructor(@Inject(SERVICE_CONFIG) private readonly config: ServiceConfig) {}

  /** The services that are running or should be; the gateway among them. */
  get services(): string[] {
    return Object.keys(this.config.upstreams);
  }

  /**
   * @returns the answer's JSON
   * @throws DomainError what the service answered, or `service-unavailable` when it does not answer
   */
  async get<Answer>(service: string, path: string, { tenant, authorization }: Asker): Promise<Answer> {
    const headers = { authorization, [TENANT_HEADER]: tenant, ...traceHeaders() };
    let answer: Response;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      answer = await fetch(`${this.config.upstreams[service]}${path}`, { headers, signal });
    } catch (cause) {
      throw unavailable('service-unavailable', `The service ${service} does not answer.`, { cause });
    }
    if (answer.ok) return (await answer.json()) as Answer;
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
    throw new DomainError({
      code: problem.code ?? 'service-unavailable',
      kind: answer.status === 404 ? 'not-found' : answer.status === 403 ? 'forbidden' : 'unavailable',
      message: problem.detail ?? `The service ${service} answered ${answer.status}.`,
    });
  }
}
