import pg from 'pg';
import { databaseOf } from '#libs/tenancy';
import { type testIssuer } from '#libs/testing';
import { ROOT } from './build.js';
import { type Company, type CompanyOptions, foundCompany } from './company.js';
import { environmentOf, type PartsOfWorld, startOwnParts } from './parts.js';
import { Load } from './load.js';
import { Service } from './service.js';
import { FULL } from './size.js';

type Issuer = ReturnType<typeof testIssuer>;

interface Closable {
  close(): Promise<void>;
}

/** All that faults happen to: parts of their own, `auth`, companies, and the services that a fault starts. */
export class World {
  private readonly services = new Set<Service>();
  private auth: Service | undefined;
  private readonly loads: Load[] = [];
  private readonly kept: Closable[] = [];
  /** Where services are started from; a mutant's folder while one is tried. */
  build = ROOT;
  /** Whether faults are to be done as often as in the short set. */
  brief = !FULL;
  /** What may take its time before it counts as stuck: far more than anything takes, on a machine that is busy. */
  patienceMs = 90_000;

  private constructor(
    private readonly own: PartsOfWorld,
    private readonly issuer: Issuer,
  ) {}

  /** @param home where the parts keep their data; a temporary folder by default */
  static async make(issuer: Issuer, home?: string): Promise<World> {
    const world = new World(await startOwnParts(home), issuer);
    await world.startAuth();
    return world;
  }

  private async startAuth(): Promise<void> {
    this.auth = await Service.start('auth', environmentOf('auth', this.own), ROOT);
  }

  /** A world like this one, mutants included, with its parts on another home; whoever makes it ends it. */
  async beside(home: string): Promise<World> {
    const { build, brief, patienceMs } = this;
    return Object.assign(await World.make(this.issuer, home), { build, brief, patienceMs });
  }

  get parts(): PartsOfWorld['parts'] {
    return this.own.parts;
  }

  /** A company of the fault's own. */
  async company(options: CompanyOptions = {}): Promise<Company> {
    return await foundCompany(this.own, this.issuer, this.auth?.url ?? '', options);
  }

  /** Starts an instance of a service. @throws Error with its last words when it does not start */
  async start(name: string, env: Readonly<Record<string, string>> = {}): Promise<Service> {
    const told = { ...environmentOf(name, this.own), AVIARY_AUTH_URL: this.issuer.url, ...env };
    const service = await Service.start(name, told, this.build);
    this.services.add(service);
    return service;
  }

  /** Starts one instance of each, side by side. */
  async startAll<Name extends string>(...names: Name[]): Promise<Record<Name, Service>> {
    const started = await Promise.all(names.map(async (name) => [name, await this.start(name)] as const));
    return Object.fromEntries(started) as Record<Name, Service>;
  }

  /** People at work for a company. @param url of `tasks`, at the moment */
  load(company: Company, url: () => string | undefined): Load {
    const load = new Load(company, url);
    this.loads.push(load);
    return load;
  }

  /** Closes a proxy or a door when the fault is over, however it ends. */
  keep<Thing extends Closable>(thing: Thing): Thing {
    this.kept.push(thing);
    return thing;
  }

  /** Where the keys of all tokens are. */
  get keysUrl(): string {
    return this.issuer.url;
  }

  /** Ends the `auth` that runs beside all faults, until this one is over: no more companies can be made. */
  async withoutOwnAuth(): Promise<void> {
    await this.auth?.end();
  }

  /** Those of this name that are alive, the oldest first. */
  instances(name: string): Service[] {
    return [...this.services].filter((service) => service.name === name && service.alive);
  }

  /** One of them, if there is any. */
  alive(name: string): Service | undefined {
    return this.instances(name)[0];
  }

  /**
   * Ends what the fault that has been has left: its work, its services, its proxies, and parts that are dead. Its companies are out of
   * use from then on.
   */
  async clear(): Promise<void> {
    this.abandon();
    for (const part of ['postgres', 'kafka'] as const)
      if (this.parts.pids()[part] === undefined) await this.parts.startPart(part);
    await Promise.all([...this.services].map((service) => service.end()));
    this.services.clear();
    await Promise.all(this.kept.splice(0).map((thing) => thing.close()));
    if (!this.auth?.alive) await this.startAuth();
    await this.asSuperuser('aviary', (client) =>
      client.query(`UPDATE control.tenants SET status = 'suspended' WHERE name LIKE 't-%'`),
    );
  }

  /** A look behind everything, into a tenant's database or another one. */
  async asSuperuser<T>(tenant: string, work: (client: pg.Pool) => Promise<T>): Promise<T> {
    const { host, port, superuser: user, password } = this.parts.postgres;
    const database = tenant === 'postgres' ? tenant : databaseOf(tenant);
    const pool = new pg.Pool({ host, port, user, password, database, max: 1 });
    pool.on('error', () => undefined);
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  }

  async end(): Promise<void> {
    this.abandon();
    await Promise.all([...this.services, ...(this.auth ? [this.auth] : [])].map((service) => service.end()));
    await Promise.all(this.kept.splice(0).map((thing) => thing.close()));
    await this.own.end();
  }

  private abandon(): void {
    for (const load of this.loads.splice(0)) load.abandon();
  }
}
