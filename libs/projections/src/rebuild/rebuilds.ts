import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { hostname } from 'node:os';
import { conflict, notFound } from '#libs/kernel';
import { makeLetterTable } from '#libs/messaging';
import { type TenantDatabase, TenantDatabases } from '#libs/tenancy';
import { areThere, beside } from '../beside.js';
import { ProjectionEngine } from '../engine.js';
import { type Projection } from '../projection.js';
import { ActRunner, type Assignment, UNFINISHED, type Wanted } from './act-runner.js';
import { dropTables, leftTables } from './left-tables.js';
import { listViews, type ViewList } from './list-views.js';
import { type Moved } from './act.js';
import { type AtWork, measureActs, statusOf } from './at-work.js';
import { type Act, type ActRow, noteBegin, readActs } from './rebuild-rows.js';
import { RebuildTools } from './rebuild-tools.js';
import { type Slots } from './slots.js';

/**
 * Folds views anew, puts previous ones back, and compares views with their logs; one act on a view and tenant at a time,
 * over all instances of the service. What was begun is gone on with after a kill: by whoever is told to do the same, or opens
 * the tenant's database next.
 */
@Injectable()
export class Rebuilds implements OnModuleInit, BeforeApplicationShutdown {
  private readonly instance = `${hostname()}:${process.pid}`;
  private readonly stopping = new AbortController();
  private readonly atWork = new Map<string, AtWork>();
  private readonly slots: Slots;
  private readonly runner: ActRunner;

  constructor(
    private readonly engine: ProjectionEngine,
    private readonly databases: TenantDatabases,
    { replay, limits, metrics, status, slots }: RebuildTools,
  ) {
    this.slots = slots;
    const moved = measureActs(metrics, () => [...this.atWork.values()]);
    const prepare = (database: TenantDatabase) => this.prepare(database);
    const measure = (assignment: Assignment, howFar: Moved): void => {
      Object.assign(this.atWork.get(keyOf(assignment)) ?? {}, { done: howFar.done, total: howFar.total });
      moved(assignment, howFar.events);
    };
    status.contribute('rebuilds', () => Promise.resolve([...this.atWork.values()].map(statusOf)));
    this.runner = new ActRunner({ databases, replay, limits, prepare, measure });
  }

  onModuleInit(): void {
    this.engine.views.onMade((database) => this.resume(database as TenantDatabase));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('The service is being stopped.'));
    await Promise.all([...this.atWork.values()].map(({ ended }) => ended));
  }

  /** How the tenant's views stand. */
  async list(tenant: string): Promise<ViewList> {
    const database = await this.databases.of(tenant);
    await this.prepare(database);
    return listViews(database, this.engine.service, this.engine.projections);
  }

  /**
   * Throws away tables that are read no more.
   *
   * @param tables as `list` names them; all of them, if left out
   * @returns those that are gone
   * @throws DomainError `unknown-table` (404), `table-in-use`, `view-busy` (409)
   */
  async drop(tenant: string, tables?: readonly string[]): Promise<string[]> {
    const database = await this.databases.of(tenant);
    await this.prepare(database);
    const { service, projections } = this.engine;
    const wanted = tables ?? Object.values(await leftTables(database.pool, service, projections)).flat();
    return await dropTables(database, service, projections, wanted);
  }

  /**
   * The views that are meant by a name.
   *
   * @param name of one view, with its version or without; all of them, if left out
   * @throws DomainError `unknown-view` (404)
   */
  named(name?: string): readonly Projection[] {
    const { service, projections } = this.engine;
    if (name === undefined) return projections;
    const found = projections.filter((view) => view.name === name || `${view.name}_v${view.version}` === name);
    if (found.length === 0)
      throw notFound(
        'unknown-view',
        `${service} has no view "${name}": ${projections.map((view) => view.name).join(', ')}.`,
        {
          field: 'view',
        },
      );
    return found;
  }

  /** How the acts on the tenant's views stand, or how they ended. */
  async acts(tenant: string): Promise<ActRow[]> {
    const database = await this.databases.of(tenant);
    await this.prepare(database);
    return readActs(database.pool, this.engine.service);
  }

  /**
   * Begins an act, or goes on with it; if it goes on somewhere, that is all. It does not wait for its end.
   *
   * @returns how it stands
   * @throws DomainError `view-busy`, `no-previous-view` (409); what `TenantDatabases.of` throws
   */
  async begin(wanted: Wanted): Promise<ActRow> {
    const { tenant, view, act } = wanted;
    const own = (await this.acts(tenant)).filter((row) => row.view === view.id);
    const before = own.find((row) => row.act === act);
    const busy = own.find(({ state }) => state === 'running');
    if (busy && busy.act !== act) throw conflict('view-busy', busyWith(view, busy.act));
    if (!busy && !this.atWork.has(keyOf(wanted))) {
      const resumed = before !== undefined && before.state !== 'done';
      const database = await this.databases.of(tenant);
      if (act === 'rollback' && !resumed) await this.assertPrevious(database, view);
      await noteBegin(database.pool, view, { act, origin: wanted.origin, state: 'waiting', instance: this.instance });
      this.start({ ...wanted, resumed });
    }
    const now = (await this.acts(tenant)).find((row) => row.view === view.id && row.act === act);
    return now as ActRow;
  }

  /** Waits until this process is no more at anything of the tenant. */
  async settled(tenant: string): Promise<void> {
    const own = [...this.atWork.values()].filter(({ wanted }) => wanted.tenant === tenant);
    await Promise.all(own.map(({ ended }) => ended));
  }

  private async prepare(database: TenantDatabase): Promise<void> {
    await this.engine.views.make(database);
    await makeLetterTable(database, this.engine.service);
  }

  private start(assignment: Assignment): void {
    const key = keyOf(assignment);
    if (this.atWork.has(key) || this.stopping.signal.aborted) return;
    const { signal } = this.stopping;
    const ended = this.slots
      .run(signal, () => this.runner.run(assignment, signal))
      .catch(() => undefined)
      .finally(() => this.atWork.delete(key));
    this.atWork.set(key, { wanted: assignment, ended, done: 0, total: 0 });
  }

  /** Goes on with what a process that is gone had begun. */
  private async resume(database: TenantDatabase): Promise<void> {
    const { tenant, pool } = database;
    const unfinished = (await readActs(pool, this.engine.service)).filter(
      ({ state }) => state !== 'running' && UNFINISHED.has(state),
    );
    for (const { view: id, act, origin } of unfinished) {
      const view = this.engine.projections.find((each) => each.id === id);
      if (view) this.start({ tenant, view, act, origin, resumed: true });
    }
  }

  private async assertPrevious({ pool }: TenantDatabase, view: Projection): Promise<void> {
    if (!(await areThere(pool, beside(view, 'previous'))))
      throw conflict('no-previous-view', `${view.service}.${view.name} has no previous table to put back.`);
  }
}

const keyOf = ({ tenant, view, act }: Pick<Wanted, 'tenant' | 'view' | 'act'>): string => `${view.id}/${tenant}/${act}`;

const DOING: Readonly<Record<Act, string>> = {
  rebuild: 'is being rebuilt',
  rollback: 'is being rolled back',
  verify: 'is being compared with its logs',
};

const busyWith = ({ service, name }: Projection, act: Act): string =>
  `${service}.${name} ${DOING[act]}; try again when that is done.`;
