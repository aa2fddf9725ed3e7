import { Inject, Injectable } from '@nestjs/common';
import { DomainError, unavailable } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig, traceHeaders } from '#libs/platform';
import { kindOf } from '../problems/problem-of.js';
import { TENANT_HEADER } from '../tenant.guard.js';

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
  get<Answer>(service: string, path: string, asker: Asker): Promise<Answer> {
    return this.ask(service, path, { headers: headersOf(asker), signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  /**
   * @param patienceMs how long the answer may take
   * @returns the answer's JSON
   * @throws DomainError what the service answered, or `service-unavailable` when it does not answer
   */
  post<Answer>(service: string, path: string, asker: Asker, body: object, patienceMs: number): Promise<Answer> {
    const headers = { ...headersOf(asker), 'content-type': 'application/json' };
    const signal = AbortSignal.timeout(patienceMs);
    return this.ask(service, path, { method: 'POST', headers, body: JSON.stringify(body), signal });
  }

  private async ask<Answer>(service: string, path: string, request: RequestInit): Promise<Answer> {
    let answer: Response;
    try {
      answer = await fetch(`${this.config.upstreams[service]}${path}`, request);
    } catch (cause) {
      throw unavailable('service-unavailable', `The service ${service} does not answer.`, { cause });
    }
    if (answer.ok) return (await answer.json()) as Answer;
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
    throw new DomainError({
      code: problem.code ?? 'service-unavailable',
      kind: kindOf(answer.status),
      message: problem.detail ?? `The service ${service} answered ${answer.status}.`,
    });
  }
}

const headersOf = ({ authorization, tenant }: Asker): Record<string, string> => ({
  authorization,
  [TENANT_HEADER]: tenant,
  ...traceHeaders(),
});
