import { Injectable } from '@nestjs/common';
import { type Acts, type Asker, type Dropped, ServiceCaller, type ViewsOfAll } from '#libs/http';
import { DomainError, invalid, notFound } from '#libs/kernel';
import { type Act, type ActRow, type ViewList } from '#libs/projections';

/** What somebody wants to be done: to one view, or to all of them. */
export interface Wish {
  /** `<service>.<view>` */
  readonly view?: string | undefined;
  readonly all?: boolean | undefined;
  readonly source?: 'log' | 'kafka' | undefined;
}

const PATH = '/internal/projections';
const BEGIN_MS = 20_000;
/** It has neither logs nor views, and does not know what is asked. */
const DOOR = 'gateway';

/** Looks after the views of all services, each through its service. */
@Injectable()
export class ActOnViews {
  constructor(private readonly caller: ServiceCaller) {}

  /** The views of all services, and the tables that no release reads any more. */
  async list(asker: Asker): Promise<ViewsOfAll> {
    const told = await Promise.all(this.services.map((service) => this.caller.get<ViewList>(service, PATH, asker)));
    const all = <Each>(of: (one: ViewList) => readonly Each[]): Each[] => told.flatMap((one) => [...of(one)]);
    return {
      items: all(({ views }) => views),
      unused: all(({ unused }) => unused),
      previous: all(({ previous }) => previous),
    };
  }

  /**
   * Throws away tables that are read no more, service by service.
   *
   * @param tables as the list names them; all of them, if left out
   * @throws DomainError `unknown-table` (404), and what the services refuse; what was dropped before stays so
   */
  async drop(asker: Asker, tables: readonly string[] | undefined): Promise<Dropped> {
    const { services } = this;
    const serviceOf = (table: string): string => table.split('.')[0] ?? '';
    const stranger = tables?.find((table) => !services.includes(serviceOf(table)));
    if (stranger !== undefined)
      throw notFound('unknown-table', `There is no table "${stranger}"; it is named as the list does.`, {
        field: 'tables',
      });
    const items: string[] = [];
    for (const service of services) {
      const own = tables?.filter((table) => serviceOf(table) === service);
      if (own?.length === 0) continue;
      const body = own ? { tables: own } : {};
      items.push(...(await this.caller.post<Dropped>(service, `${PATH}/drop`, asker, body, BEGIN_MS)).items);
    }
    return { items };
  }

  /**
   * Begins an act, and does not wait for its end.
   *
   * @throws DomainError `view-or-all` (400), `unknown-view` (404), `is-a-reactor` (400), and what the services refuse
   */
  async begin(asker: Asker, act: Act, { view, all = false, source = 'log' }: Wish): Promise<Acts> {
    if ((view === undefined) === !all)
      throw invalid('view-or-all', 'Give either view, as in accounting.accounts, or all: true.', { field: 'view' });
    if (view === undefined) return await this.beginAll(asker, act, source);
    const [service = '', ...name] = view.split('.');
    if (!this.services.includes(service) || name.length === 0)
      throw notFound('unknown-view', `There is no view "${view}"; it is named <service>.<view>.`, { field: 'view' });
    return await this.post(service, act, asker, { view: name.join('.'), source });
  }

  private async beginAll(asker: Asker, act: Act, source: string): Promise<Acts> {
    const begun = await Promise.all(this.services.map((service) => this.beginService(service, act, asker, source)));
    return { items: begun.flat() };
  }

  private async beginService(service: string, act: Act, asker: Asker, source: string): Promise<readonly ActRow[]> {
    try {
      return (await this.post(service, act, asker, { source })).items;
    } catch (error) {
      // A service without views has none to be asked for.
      if (error instanceof DomainError && error.code === 'unknown-view') return [];
      throw error;
    }
  }

  private async post(service: string, act: Act, asker: Asker, wish: object): Promise<Acts> {
    return await this.caller.post(service, `${PATH}/${act}`, asker, wish, BEGIN_MS);
  }

  private get services(): string[] {
    return this.caller.services.filter((service) => service !== DOOR);
  }
}
