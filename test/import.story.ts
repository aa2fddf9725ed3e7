import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { databaseOf } from '#libs/tenancy';
import { api, type Client, until } from '#libs/testing';
import { Proxy } from './faults/harness/proxy.js';
import { type SharedAviary, sharedAviary, underHost } from './support/company.js';
import { inDatabase } from './support/databases.js';
import { everything } from './support/people.js';

const TENANT = 'old-works';
const ROWS = 2_300;
const PEOPLE = 37;
const PROJECTS = 4;
const HOUR = 3_600_000;
const folder = mkdtempSync(path.join(tmpdir(), 'aviary-import-'));
let door: Proxy | undefined;
afterAll(async () => {
  await door?.close();
  rmSync(folder, { recursive: true, force: true });
});
let aviary: SharedAviary;
beforeAll(async () => {
  aviary = await sharedAviary();
}, 300_000);

interface Task {
  readonly id: string;
  readonly ticket: string;
  readonly title: string;
  readonly project: string;
  readonly assignee: string;
  readonly createdAt: string;
  readonly completedAt: string;
}

const at = (hours: number) => new Date(Date.UTC(2015, 0, 1) + hours * HOUR).toISOString();
/** Every tenth is open still. */
const history = Array.from({ length: ROWS }, (_, i): Task => ({
  ...{
    id: `row-${i}`,
    ticket: i % 3 === 0 ? `OLD-${i}` : '',
    title: `Piece of work ${i}`,
    project: `p${i % PROJECTS}`,
  },
  ...{ assignee: `dev-${i % PEOPLE}`, createdAt: at(i), completedAt: i % 10 === 0 ? '' : at(i + 5) },
}));
const open = history.filter(({ completedAt }) => completedAt === '').length;

const COLUMNS = ['id', 'ticket', 'title', 'project', 'assignee', 'createdAt', 'completedAt'] as const;
const csv = (tasks: readonly Task[], columns: readonly (keyof Task)[] = COLUMNS): string =>
  [columns.join(), ...tasks.map((task) => columns.map((column) => task[column]).join()), ''].join('\n');

function fileOf(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

interface Ran<Result> {
  readonly code: number | null;
  readonly result: Result;
  readonly errors: string;
}

const cli = (...args: string[]) => cliAt(aviary.home, ...args);

function cliAt(home: string, ...args: string[]) {
  const command = ['bin/aviary.mjs', ...args, '--home', home];
  return spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run<Result>(...args: string[]): Promise<Ran<Result>> {
  const child = cli(...args, '--json');
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [[code], said, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, result: (said === '' ? null : JSON.parse(said)) as Result, errors };
}

interface Imported {
  readonly created: boolean;
  readonly rows: number;
  readonly imported: number;
  readonly already: number;
  readonly bad: number;
  readonly badRows: readonly { line: number; field: string; reason: string }[];
}

const runImport = (file: string, ...options: string[]) => run<Imported>('import', file, '--tenant', TENANT, ...options);

/** The service, as the tenant's admin; the gateway tells tenants by the host. */
const serviceOf = (service: string, admin: Client): Client => api(aviary.services[service] ?? '').with(admin.headers);
const logIn = async (): Promise<Client> =>
  await until(
    async () =>
      await api(aviary.services['auth'] ?? '')
        .forTenant(TENANT)
        .login('admin', 'popug'),
    { what: 'the admin to log in', timeout: 120_000 },
  );

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly source: string;
  readonly tasks: number | null;
  readonly reason: string | null;
}
const imports = async (admin: Client) => await everything<Listed>(serviceOf('tasks', admin), '/api/tasks/imports');

/** The imports, once the list shows that none of them is open. */
const ended = async (admin: Client) =>
  await until(
    async () => {
      const listed = await imports(admin);
      return (
        listed.every(({ status }) => status !== 'open') &&
        listed.map(({ source, status, tasks }) => [source, status, tasks])
      );
    },
    { what: 'all imports to have ended', timeout: 60_000 },
  );

/** A whole list, once it shows what has been recorded. */
const listOnce = async <Item>(
  { service, path: url, admin }: { service: string; path: string; admin: Client },
  isWhole: (listed: readonly Item[]) => boolean,
): Promise<Item[]> =>
  await until(
    async () => {
      const listed = await everything<Item>(serviceOf(service, admin), url);
      return isWhole(listed) && listed;
    },
    { what: `${url} to show what has been recorded`, timeout: 60_000 },
  );

/** How many events an import writes: start, end, projects, tasks; and each person. */
const WRITTEN = { tasks: 2 + PROJECTS + 3 * ROWS - open, employees: PEOPLE };

/** How many events the logs of the tenant have by now. */
async function heads(): Promise<Record<string, number>> {
  const { result } = await run<{ sections: { logs: { service: string; tenant: string; position: number }[] } }>(
    'status',
  );
  const logs = result.sections.logs.filter(({ tenant, service }) => tenant === TENANT && service in WRITTEN);
  return Object.fromEntries(logs.map(({ service, position }) => [service, position]));
}

test('a dry run looks at all rows, and makes not even the tenant', async () => {
  const forAnybody = { ...history[2], assignee: '' } as Task;
  const rows = csv([...history.slice(0, 2), forAnybody]);
  const bad = fileOf('bad.csv', `${rows}row-x,,No time,p,dev-1,soon,\n`);
  const { code, result } = await runImport(bad, '--dry-run');
  expect(result).toMatchObject({ created: false, rows: 4, imported: 3, already: 0, bad: 1 });
  expect(result.badRows).toEqual([{ line: 5, field: 'createdAt', reason: expect.stringContaining('createdAt') }]);
  expect(code).toBe(1);
  expect(await heads()).toEqual({});
});

test('wrong use is told before anything is done', async () => {
  expect(await runImport(path.join(folder, 'nowhere.csv'))).toMatchObject({ code: 2 });
  expect(await run('import', fileOf('some.csv', csv(history)))).toMatchObject({ code: 2 });
  const other = await runImport(fileOf('other.csv', 'id,title\n1,x\n'), '--dry-run');
  expect(other).toMatchObject({ code: 1, errors: expect.stringContaining('no column "project"') });
});

/** A home at which the same Aviary is reached, but that its service of tasks gets only so many bytes of a request. */
async function homeWithNarrowDoor(bytes: number): Promise<string> {
  const home = mkdtempSync(path.join(folder, 'home-'));
  for (const entry of readdirSync(aviary.home, { withFileTypes: true }))
    if (entry.isFile()) copyFileSync(path.join(aviary.home, entry.name), path.join(home, entry.name));
  const { hostname: host, port } = new URL(aviary.services['tasks'] ?? '');
  door = await Proxy.before({ host, port: Number(port) });
  door.mostBytes = bytes;
  const services = { ...aviary.services, tasks: `http://127.0.0.1:${door.port}` };
  writeFileSync(path.join(home, 'services.json'), JSON.stringify({ services }));
  return home;
}

/** What the log says of imports, in its order. */
async function toldOfImports(): Promise<string[]> {
  const named = "event LIKE 'Import%' ORDER BY position";
  return await inDatabase(aviary, databaseOf(TENANT), async (pool) => {
    const { rows } = await pool.query<{ event: string }>(`SELECT event FROM tasks_log.events WHERE ${named}`);
    return rows.map(({ event }) => event);
  });
}

test('an import that is cut off, by kill or by a lost connection, ends as if it had not been', async () => {
  const file = fileOf('history.csv', csv(history));
  // The end of the file cannot come: the import stays open until it is killed.
  const killed = cliAt(await homeWithNarrowDoor(150_000), 'import', file, '--tenant', TENANT);
  const dead = once(killed, 'exit');
  const admin = await logIn();
  await until(async () => (await imports(admin)).length === 1, { what: 'the import to begin', timeout: 120_000 });
  killed.kill('SIGKILL');
  await dead;
  expect(await toldOfImports()).toEqual(['ImportStarted']);
  // The same over HTTP: half of it comes, and no more.
  const url = `${aviary.services['tasks']}/api/tasks/imports?source=history.csv`;
  const headers = { ...admin.headers, 'content-type': 'text/csv' };
  const half = http.request(url, { method: 'POST', headers }).on('error', () => undefined);
  half.write(csv(history.slice(0, 2_100)));
  const [answer] = (await once(half, 'response')) as [http.IncomingMessage];
  let told = '';
  // The first thousand rows are in, and more are being recorded.
  for await (const piece of answer) if ((told += String(piece)).includes('progress')) break;
  half.destroy();
  expect(await toldOfImports()).toEqual(['ImportStarted']);
  const { code, result, errors } = await runImport(file);
  expect({ code, errors }).toMatchObject({ code: 0 });
  expect(result).toMatchObject({ created: false, rows: ROWS, bad: 0 });
  expect(result.imported + result.already).toBe(ROWS);
  expect(result.already).toBeGreaterThanOrEqual(1_000);
  expect(await heads()).toEqual(WRITTEN);
  expect(await ended(admin)).toEqual([['history.csv', 'finished', ROWS]]);
}, 300_000);

test('imported again it appends nothing at all, whatever its columns are and whoever sends it', async () => {
  const before = await heads();
  expect((await runImport(path.join(folder, 'history.csv'))).result).toMatchObject({ imported: 0, already: ROWS });
  const admin = await api(await underHost(`${TENANT}.localhost`, aviary.url)).login('admin', 'popug');
  const columns = COLUMNS.toReversed();
  const answer = await admin.post<string>('/api/tasks/imports?source=turned.csv', undefined, {
    raw: csv(history, columns),
    headers: { 'content-type': 'text/csv' },
  });
  const last = JSON.parse(answer.body.trimEnd().split('\n').at(-1) ?? '') as object;
  expect(last).toMatchObject({ news: 'finished', rows: ROWS, imported: 0, already: ROWS, bad: 0 });
  expect(await heads()).toEqual(before);
});

test('tasks are as the file tells them, at its times; people have their names and cannot log in', async () => {
  const admin = await logIn();
  const tasks = await listOnce<{
    title: string;
    ticketId: string | null;
    assigneeId: string;
    createdAt: string;
    completedAt: string | null;
  }>(
    { service: 'tasks', path: '/api/tasks', admin },
    (listed) => listed.length === ROWS && listed.filter(({ completedAt }) => completedAt === null).length === open,
  );
  const users = await listOnce<{ id: string; name: string; login: string | null; active: boolean }>(
    { service: 'auth', path: '/api/users', admin },
    (listed) => listed.filter(({ login }) => login === null).length >= PEOPLE,
  );
  const nameOf = new Map(users.map(({ id, name }) => [id, name]));
  const told = tasks.map(({ title, ticketId, assigneeId, createdAt, completedAt }) => ({
    ...{ title, ticketId, assignee: nameOf.get(assigneeId), createdAt, completedAt: completedAt ?? '' },
  }));
  const wanted = history.map((task) => {
    const { title, assignee, createdAt, completedAt } = task;
    return { title, ticketId: task.ticket || null, assignee, createdAt, completedAt };
  });
  const byTitle = (one: { title: unknown }, other: { title: unknown }) =>
    String(one.title) < String(other.title) ? -1 : 1;
  expect(told.sort(byTitle)).toEqual(wanted.sort(byTitle));
  expect(users.filter(({ login }) => login === null)).toHaveLength(PEOPLE);
  expect(users.filter(({ login, active }) => login === null && active)).toEqual([]);
  const ids = new Set(tasks.map(({ assigneeId }) => assigneeId));
  const workers = (all: readonly { id: string }[]) => all.filter(({ id }) => ids.has(id)).length;
  const employees = await listOnce<{ id: string }>(
    { service: 'employees', path: '/api/employees', admin },
    (listed) => workers(listed) >= PEOPLE,
  );
  expect(workers(employees)).toBe(PEOPLE);
});

test('bad rows are left out and told, the good ones go in, and a better file follows', async () => {
  const more = { ...history[1], id: 'row-more', title: 'One more' } as Task;
  const contradicting = { ...history[0], assignee: 'dev-9', completedAt: at(9) } as Task;
  const rows = csv([more, contradicting]);
  const { code, result } = await runImport(fileOf('history.csv', `${rows}a,"b\nrow-y,,,p,d,${at(1)},\n`));
  expect(code).toBe(1);
  expect(result).toMatchObject({ rows: 4, imported: 1, already: 0, bad: 3 });
  const told = result.badRows.toSorted((one, other) => one.line - other.line);
  expect(told.map(({ line, field }) => [line, field])).toEqual([
    [3, null],
    [4, null],
    [5, 'title'],
  ]);
  expect(await ended(await logIn())).toEqual([
    ['history.csv', 'finished', 1],
    ['history.csv', 'finished', ROWS],
  ]);
});

test('an import that is given up has an end, and what it brought in stays', async () => {
  const admin = await logIn();
  const id = '6f2b7c1e-52a4-4f0e-9d55-0c3a8f1d7e60';
  await serviceOf('tasks', admin).post(`/api/tasks/imports/${id}/start`, { source: 'by hand' });
  const { code, result } = await run('imports', 'abandon', id, '--tenant', TENANT, '--reason', 'Never mind');
  expect({ code, result }).toMatchObject({ code: 0, result: { id, status: 'abandoned', source: 'by hand' } });
  const last = await until(
    async () => {
      const [latest] = (await run<{ items: Listed[] }>('imports', 'list', '--tenant', TENANT)).result.items;
      return latest?.id === id && latest.status !== 'open' && latest;
    },
    { what: 'the list to show the end of the import' },
  );
  expect(last).toMatchObject({ id, status: 'abandoned', reason: 'Never mind', tasks: null });
});

test('the clock closes no cycle of a company that an import has made, until it is switched on', async () => {
  const settings = async () => (await serviceOf('tenants', await logIn()).get('/api/tenants/current/settings')).body;
  expect(await settings()).toMatchObject({ cyclesOn: false });
  const { result } = await run('cycle', 'clock', 'on', '--tenant', TENANT);
  expect(result).toEqual({ tenant: TENANT, cyclesOn: true });
  expect(await settings()).toMatchObject({ cyclesOn: true });
  expect(await run('cycle', 'clock', 'off', '--tenant', TENANT)).toMatchObject({ code: 0 });
  expect(await settings()).toMatchObject({ cyclesOn: false });
});
