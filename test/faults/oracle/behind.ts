import { SERVICES_WITH_LOG } from '#libs/platform';
import { type World } from '../harness/world.js';
import { VIEWS } from './known-views.js';

/** By service: which logs its reactors read. */
const REACTS_TO: Readonly<Record<string, readonly string[]>> = { accounting: ['tasks'], notifier: ['accounting'] };

/** By service: where its log ends, or ended. */
export type Heads = ReadonlyMap<string, number>;

/** Somebody who has not got to the end of a log. */
export interface Behind {
  readonly service: string;
  readonly part: 'relay' | 'reactor' | 'view';
  /** Of the view; empty for the others. */
  readonly view: string;
  /** Whose log it is. */
  readonly source: string;
  readonly position: number;
  readonly head: number;
}

/** "the relay of tasks is at 5 of 10" */
export function sentenceOf({ service, part, view, source, position, head }: Behind): string {
  const who = part === 'view' ? `${view} in ${source}` : `the ${part} of ${service}`;
  return `${who} is at ${position} of ${head}`;
}

interface At {
  readonly consumer: string;
  readonly source: string;
  readonly position: string;
}

type Read = <Row extends object>(sql: string) => Promise<Row[]>;

/** Where the logs of a tenant end now. */
export async function headsOf(world: World, tenant: string): Promise<Heads> {
  return await inOneSnapshot(world, tenant, readHeads);
}

/**
 * Who has not got to the end of the logs: relays, reactors and views of the services that run. All is read from one snapshot,
 * so what a reactor has just appended does not count against those who read it.
 *
 * @param heads where the logs ended at some time; by default they are read in the same snapshot
 */
export async function behindWhat(
  world: World,
  tenant: string,
  services: readonly string[],
  heads?: Heads,
): Promise<Behind[]> {
  return await inOneSnapshot(world, tenant, async (read) => {
    const wanted = heads ?? (await readHeads(read));
    const all: Behind[] = [];
    for (const service of services)
      for (const { source, ...place } of await placesOf(read, service))
        all.push({ ...place, service, source, head: wanted.get(source) ?? 0 });
    return all.filter(({ position, head }) => position < head);
  });
}

async function readHeads(read: Read): Promise<Heads> {
  const heads = new Map<string, number>();
  for (const service of SERVICES_WITH_LOG) {
    const [head] = await read<{ position: string }>(`SELECT position FROM "${service}_log".head`);
    heads.set(service, Number(head?.position ?? 0));
  }
  return heads;
}

type Place = Omit<Behind, 'service' | 'head'>;

/** Where a service is in its own log and in those that it reads. */
async function placesOf(read: Read, service: string): Promise<Place[]> {
  const [relay] = await read<{ position: string }>(`SELECT position FROM "${service}_log".relay`);
  const reactors = await read<At>(`SELECT * FROM "${service}_log".checkpoints`);
  // The table is made when the service first works for the tenant.
  const [table] = await read<{ made: boolean }>(`SELECT to_regclass('"${service}".checkpoints') IS NOT NULL AS made`);
  const views = table?.made ? await read<At>(`SELECT * FROM "${service}".checkpoints`) : [];
  return [
    { part: 'relay', view: '', source: service, position: Number(relay?.position ?? 0) },
    ...(REACTS_TO[service] ?? []).map((source): Place => {
      return { part: 'reactor', view: '', source, position: least(reactors, source) };
    }),
    ...(VIEWS[service] ?? []).flatMap(({ id, sources }) =>
      [...sources.keys()].map((source): Place => {
        return { part: 'view', view: id, source, position: least(views, source, id) };
      }),
    ),
  ];
}

async function inOneSnapshot<T>(world: World, tenant: string, work: (read: Read) => Promise<T>): Promise<T> {
  return await world.asSuperuser(tenant, async (pool) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const done = await work(async <Row extends object>(sql: string) => (await client.query<Row>(sql)).rows);
      await client.query('COMMIT');
      return done;
    } finally {
      client.release();
    }
  });
}

/** The least checkpoint in a source; 0 where there is none. */
function least(rows: readonly At[], source: string, consumer?: string): number {
  const own = rows.filter((row) => row.source === source && (consumer === undefined || row.consumer === consumer));
  return own.length === 0 ? 0 : Math.min(...own.map(({ position }) => Number(position)));
}
