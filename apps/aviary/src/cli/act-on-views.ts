import { setTimeout as pause } from 'node:timers/promises';
import { type Act, type ActRow, type ViewList } from '#libs/projections';
import { ProblemError } from '../local/client.js';
import { type Progress } from './progress.js';
import { type ServiceClient } from './service-client.js';

/** What is to be done to which views of one tenant. */
export interface Wish {
  readonly tenant: string;
  readonly act: Act;
  /** `<service>.<view>`; all views of all services, if left out. */
  readonly view: string | undefined;
  readonly source: 'log' | 'kafka';
}

const PATH = '/internal/projections';
const LOOK_MS = 250;
/** How long credentials are used before they are made anew: they last some minutes. */
const FRESH_MS = 60_000;
const DOOR = 'gateway';
/** What names a view that cannot be meant: wrong use of the command. */
const WRONG_NAME: ReadonlySet<string> = new Set(['unknown-view', 'is-a-reactor', 'unknown-tenant']);

/** A name that matches nothing of the kind: the command was used wrongly. */
export class WrongNameError extends Error {
  readonly exitCode = 2;
}

/** The services that may have views: who they are is known by the installation. */
export async function viewsOf(client: ServiceClient, services: readonly string[]): Promise<ViewList> {
  const told = await Promise.all(
    services.filter((service) => service !== DOOR).map((service) => client<ViewList>(service, PATH)),
  );
  return {
    views: told.flatMap(({ views }) => views),
    unused: told.flatMap(({ unused }) => unused),
    previous: told.flatMap(({ previous }) => previous),
  };
}

/**
 * Lets the services do something to views, and shows how far it is until all of it has ended.
 *
 * @param connect makes a client with fresh credentials
 * @param services those to be asked
 * @throws WrongNameError for a name that matches no view, or a reactor, or no tenant; ProblemError what a service refuses
 */
export async function actOnViews(
  connect: () => Promise<ServiceClient>,
  services: readonly string[],
  wish: Wish,
  progress: Progress,
): Promise<ActRow[]> {
  const asked = wish.view === undefined ? services.filter((each) => each !== DOOR) : [serviceOf(wish.view, services)];
  const client = await orWrongName(connect);
  const ids = await begin(client, asked, wish);
  try {
    return await untilEnded(connect, asked, { act: wish.act, tenant: wish.tenant, ids }, progress);
  } finally {
    progress.end();
  }
}

function serviceOf(view: string, services: readonly string[]): string {
  const [service = ''] = view.split('.');
  if (!view.includes('.') || !services.includes(service))
    throw new WrongNameError(
      `There is no view "${view}"; it is named <service>.<view>, see "aviary projections list".`,
    );
  return service;
}

async function begin(client: ServiceClient, asked: readonly string[], wish: Wish): Promise<ReadonlySet<string>> {
  const { act, view, source } = wish;
  const body = { source, ...(view === undefined ? {} : { view: view.slice(view.indexOf('.') + 1) }) };
  const ids = new Set<string>();
  for (const service of asked) {
    const { items } = await orWrongName(() => beginAt(client, service, act, body));
    for (const row of items) ids.add(row.view);
  }
  return ids;
}

/** A service without views has none to be asked for, unless one of it was named. */
async function beginAt(client: ServiceClient, service: string, act: Act, body: object): Promise<{ items: ActRow[] }> {
  try {
    return await client<{ items: ActRow[] }>(service, `${PATH}/${act}`, { method: 'POST', body });
  } catch (error) {
    if (!('view' in body) && error instanceof ProblemError && error.code === 'unknown-view') return { items: [] };
    throw error;
  }
}

async function untilEnded(
  connect: () => Promise<ServiceClient>,
  asked: readonly string[],
  { act, tenant, ids }: { readonly act: Act; readonly tenant: string; readonly ids: ReadonlySet<string> },
  progress: Progress,
): Promise<ActRow[]> {
  let client = await connect();
  let seenAt = performance.now();
  for (let freshUntil = performance.now() + FRESH_MS; ;) {
    if (performance.now() > freshUntil) {
      client = await connect();
      freshUntil = performance.now() + FRESH_MS;
    }
    const { views } = await viewsOf(client, asked);
    const rows = views.flatMap(({ act: row }) => (row?.act === act && ids.has(row.view) ? [row] : []));
    const sum = (of: (row: ActRow) => number): number => rows.reduce((all, row) => all + of(row), 0);
    const total = rows.some(({ state }) => state === 'waiting') ? undefined : sum((row) => row.total);
    progress.tell({ doing: `${DOING[act]} ${tenant}`, done: sum((row) => row.done), total, unit: 'events' });
    if (rows.some(({ state }) => AT_WORK.has(state))) seenAt = performance.now();
    const late = performance.now() - seenAt > INTERRUPTED_MS;
    if (rows.every(({ state }) => state === 'done' || state === 'failed' || (late && state === 'interrupted')))
      return rows;
    await pause(LOOK_MS);
  }
}

const DOING: Readonly<Record<Act, string>> = {
  rebuild: 'rebuilding views of',
  verify: 'comparing views of',
  rollback: 'putting back views of',
};

const AT_WORK: ReadonlySet<ActRow['state']> = new Set(['waiting', 'running']);
/** A service whose connection broke goes on by itself. After so long it will not, but by being asked again. */
const INTERRUPTED_MS = 30_000;

/** @throws WrongNameError in place of what says that there is nothing of that name */
export async function orWrongName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError && WRONG_NAME.has(error.code)) throw new WrongNameError(error.message);
    throw error;
  }
}
