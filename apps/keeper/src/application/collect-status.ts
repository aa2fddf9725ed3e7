import { Injectable } from '@nestjs/common';
import { type Asker, ServiceCaller } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { type ServiceReport, type Standing, standingOf, type State, type StatusRow } from '../domain/standing.js';
import { PartProbes } from './part-probes.js';

/** What `/internal/status` of a service answers. */
interface Told {
  service: string;
  state: State;
  parts: Record<string, { state: State; reason?: string }>;
  [section: string]: unknown;
}

/** How the whole system stands: its parts, its services, its logs, and who lags behind whom. */
@Injectable()
export class CollectStatus {
  constructor(
    private readonly probes: PartProbes,
    private readonly caller: ServiceCaller,
  ) {}

  async execute(asker: Asker): Promise<Standing> {
    const [parts, reports] = await Promise.all([
      this.probes.all(),
      Promise.all(this.caller.services.map(async (service) => await this.ask(service, asker))),
    ]);
    return standingOf(parts, reports, Date.now());
  }

  private async ask(service: string, asker: Asker): Promise<ServiceReport> {
    try {
      const { state, parts, service: _, ...rest } = await this.caller.get<Told>(service, '/internal/status', asker);
      const sections = Object.fromEntries(Object.entries(rest).filter(([, rows]) => Array.isArray(rows)));
      return { service, state, parts, sections: sections as Record<string, StatusRow[]> };
    } catch (error) {
      const reason = error instanceof DomainError ? error.message : 'it could not be asked';
      return { service, state: 'down', parts: {}, sections: {}, reason };
    }
  }
}
