import { Injectable } from '@nestjs/common';
import { type Asker, ServiceCaller } from '#libs/http';
import { DomainError, invalid, notFound } from '#libs/kernel';

/** What is done to views as a whole. */
export type Act = 'rebuild' | 'verify' | 'rollback';

/** How an act stands, as its service tells. */
export interface ActRow {
  readonly view: string;
  readonly act: Act;
  readonly origin: 'log' | 'kafka';
  readonly state: 'waiting' | 'running' | 'interrupted' | 'done' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly rate: number;
  readonly instance: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly reason: string | null;
  readonly result: Record<string, unknown> | null;
}

/** How a view stands, as its service tells. */
export interface View {
  readonly view: string;
  readonly version: number;
  readonly state: 'ready' | 'building' | 'refolding';
  readonly sources: readonly { source: string; epoch: number; position: number; head: number }[];
  readonly previous: boolean;
  readonly act: ActRow | null;
}

interface Told {
  readonly views: readonly View[];
  readonly unused: readonly string[];
}

/** What somebody wants to be done: to one view, or to all of them. */
export interface Wish {
  /** `<service>.<view>` */
  readonly view?: string | undefined;
  readonly all?: boolean | undefined;
  readonly source?: 'log' | 'kafka' | undefined;
}

const BEGIN_MS = 20_000;
/** It has neither logs nor views, and does not know what is asked. */
const DOOR = 'gateway';

/** Looks after the views of all services, each through its service. */
@Injectable()
export class ActOnViews {
  constructor(private readonly caller: ServiceCaller) {}

  /** The views of all services, and the tables that no release reads any more. */
  async list(asker: Asker): Promise<{ items: View[]; unused: string[] }> {
    const told = await Promise.all(
      this.services.map((service) => this.caller.get<Told>(service, '/internal/projections', asker)),
    );
    return { items: told.flatMap(({ views }) => [...views]), unused: told.flatMap(({ unused }) => [...unused]) };
  }

  /**
   * Begins an act, and does not wait for its end.
   *
   * @throws DomainError `view-or-all` (400), `unknown-view` (404), `is-a-reactor` (400), and what the services refuse
   */
  async begin(asker: Asker, act: Act, { view, all = false, source = 'log' }: Wish): Promise<{ items: ActRow[] }> {
    if ((view === undefined) === !all)
      throw invalid('view-or-all', 'Give either view, as in accounting.accounts, or all: true.', { field: 'view' });
    if (view === undefined) return await this.beginAll(asker, act, source);
    const [service = '', ...name] = view.split('.');
    if (!this.services.includes(service) || name.length === 0)
      throw notFound('unknown-view', `There is no view "${view}"; it is named <service>.<view>.`, { field: 'view' });
    return await this.post(service, act, asker, { view: name.join('.'), source });
  }

  private async beginAll(asker: Asker, act: Act, source: string): Promise<{ items: ActRow[] }> {
    const begun = await Promise.all(this.services.map((service) => this.beginService(service, act, asker, source)));
    return { items: begun.flat() };
  }

  private async beginService(service: string, act: Act, asker: Asker, source: string): Promise<ActRow[]> {
    try {
      return (await this.post(service, act, asker, { source })).items;
    } catch (error) {
      // A service without views has none to be asked for.
      if (error instanceof DomainError && error.code === 'unknown-view') return [];
      throw error;
    }
  }

  private async post(service: string, act: Act, asker: Asker, wish: object): Promise<{ items: ActRow[] }> {
    return await this.caller.post(service, `/internal/projections/${act}`, asker, wish, BEGIN_MS);
  }

  private get services(): string[] {
    return this.caller.services.filter((service) => service !== DOOR);
  }
}
