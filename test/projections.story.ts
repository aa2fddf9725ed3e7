import { beforeAll, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { databaseOf } from '#libs/tenancy';
import { api, type Client, expectProblem, until } from '#libs/testing';
import { command } from './support/command.js';
import { companyOfOwn, type SharedAviary, sharedAviary } from './support/company.js';
import { inDatabase } from './support/databases.js';

const TENANT = 'phoenix-works';
const TASKS = 30;
const MADE_MEANWHILE = 20;
let aviary: SharedAviary;
let admin: Client;

beforeAll(async () => {
  aviary = await sharedAviary();
  const { url } = await companyOfOwn(aviary, TENANT);
  admin = await api(url).login('admin', 'popug');
  for (let n = 0; n < TASKS; n += 1) await admin.post('/api/tasks', { title: `Rise ${n}` });
  await until(async () => (await entries()).length === TASKS, { what: 'the ledger to have every charge' });
}, 300_000);

const entries = async () =>
  (await admin.get<{ items: { id: string }[] }>('/api/accounting/entries?limit=200')).body.items;
const inTenant = async <Row extends object>(sql: string): Promise<Row[]> =>
  await inDatabase(aviary, databaseOf(TENANT), async (pool) => (await pool.query<Row>(sql)).rows);

interface Row {
  readonly view: string;
  readonly state: string;
  readonly result: {
    readonly same: boolean;
    readonly tables: readonly { different: number; first: unknown[] }[];
  } | null;
}

interface Told {
  readonly ok?: boolean;
  readonly items: readonly Row[];
  readonly views: readonly { view: string; previous: boolean }[];
}

interface Left {
  readonly items: readonly { previous: boolean }[];
  readonly unused: readonly string[];
  readonly previous: readonly string[];
}

async function projections(...args: string[]) {
  const { result, ...ended } = await command<Told>(aviary.home, 'projections', ...args);
  return { ...ended, ...result };
}

test.each(['log', 'kafka'])(
  'every view is rebuilt from the %s while work goes on, and nobody reads less',
  async (source) => {
    const before = await entries();
    const rebuilding = projections('rebuild', '--all', '--tenant', TENANT, '--source', source);
    const ended = new AbortController();
    void rebuilding.finally(() => ended.abort());
    for (let made = 0; !ended.signal.aborted; made += 1) {
      expect((await entries()).length).toBeGreaterThanOrEqual(before.length);
      if (made < MADE_MEANWHILE) await admin.post('/api/tasks', { title: `Rise while it burns, from ${source}` });
      // Whoever reads without a pause takes the processors from what is looked at.
      await pause(20);
    }
    const { code, ok, items } = await rebuilding;
    const states = [...new Set(items.map(({ state }) => state))];
    expect({ code, ok, states }).toEqual({ code: 0, ok: true, states: ['done'] });
    expect(items.length).toBeGreaterThan(12);
    const compared = await projections('verify', '--all', '--tenant', TENANT);
    expect(compared.items.filter(({ result }) => !result?.same)).toEqual([]);
    expect(compared.code).toBe(0);
  },
  300_000,
);

test('a row that was changed by hand is named, and mended; and what was there before can be put back', async () => {
  const [account] = await inTenant<{ account: string }>(
    'UPDATE accounting.accounts_v1 SET balance = balance + 1000 WHERE ctid = (SELECT min(ctid) FROM accounting.accounts_v1) RETURNING *',
  );
  const seen = await projections('verify', 'accounting.accounts', '--tenant', TENANT);
  expect(seen.code).toBe(1);
  expect(seen.items[0]?.result?.tables[0]).toMatchObject({ different: 1, first: [{ what: 'different' }] });
  expect(JSON.stringify(seen.items[0]?.result)).toContain(account?.account);
  expect((await projections('rebuild', 'accounting.accounts', '--tenant', TENANT)).code).toBe(0);
  expect((await projections('verify', 'accounting.accounts', '--tenant', TENANT)).code).toBe(0);
  expect((await projections('rollback', 'accounting.accounts', '--tenant', TENANT)).code).toBe(0);
  expect((await projections('verify', 'accounting.accounts', '--tenant', TENANT)).code).toBe(1);
  expect((await projections('rollback', 'accounting.accounts', '--tenant', TENANT)).code).toBe(0);
  const { views } = await projections('list', '--tenant', TENANT);
  expect(views.find(({ view }) => view === 'accounting.accounts')).toMatchObject({ previous: true });
});

test('of people, a comparison tells which columns differ, and not what is in them', async () => {
  const [row] = await inTenant<{ name: string }>(
    `UPDATE notifier.recipients_v1 SET name = name || ' the Other' WHERE ctid = (SELECT min(ctid) FROM notifier.recipients_v1)
     RETURNING name`,
  );
  const seen = await projections('verify', 'notifier.recipients', '--tenant', TENANT);
  const first = [{ what: 'different', columns: [{ column: 'name', stored: '***', folded: '***' }] }];
  expect(seen.items[0]?.result?.tables[0]).toMatchObject({ different: 1, first });
  const stored = await inTenant<{ acts: string }>('SELECT string_agg(a::text, $$ $$) AS acts FROM notifier.rebuilds a');
  expect(JSON.stringify([seen, stored])).not.toContain(row?.name.split(' ')[0]);
  await inTenant(`UPDATE notifier.recipients_v1 SET name = replace(name, ' the Other', '')`);
});

test('tables that are read no more are thrown away, and only those', async () => {
  const left = async () => (await admin.get<Left>('/api/ops/projections')).body;
  expect((await left()).previous).toContain('accounting.accounts_v1_previous');
  const inUse = { tables: ['accounting.accounts_v1'] };
  expectProblem(await admin.post('/api/ops/projections/drop', inUse), 409, 'table-in-use');
  expect(await admin.post('/api/ops/projections/drop', { tables: ['accounting.accounts_v1_previous'] })).toMatchObject({
    body: { items: ['accounting.accounts_v1_previous', 'accounting.entries_v1_previous'] },
  });
  expect((await projections('drop', '--all', '--yes', '--tenant', TENANT)).code).toBe(0);
  const { items, unused, previous } = await left();
  expect({ unused, previous, kept: items.some((view) => view.previous) }).toEqual({
    ...{ unused: [], previous: [], kept: false },
  });
  expect((await entries()).length).toBeGreaterThanOrEqual(TASKS);
});

test('what is no view is refused with a sentence', async () => {
  const reactor = await projections('rebuild', 'accounting.post-entries', '--tenant', TENANT);
  expect(reactor.code).toBe(2);
  expect(reactor.errors).toContain('is a reactor');
  for (const args of [
    ['accounting.nothing'],
    ['nothing.at-all'],
    [],
    ['accounting.accounts', '--tenant', 'nobody-here'],
  ])
    expect((await projections('rebuild', ...args)).code).toBe(2);
  expectProblem(
    await admin.post('/api/ops/projections/rebuild', { view: 'accounting.post-entries' }),
    400,
    'is-a-reactor',
  );
  expectProblem(await admin.post('/api/ops/projections/rebuild', {}), 400, 'view-or-all', 'view');
  expectProblem(await admin.post('/api/ops/projections/verify', { view: 'tasks.nothing' }), 404, 'unknown-view');
});

test('an admin sees by server-sent events how far it is, until it is done', async () => {
  expect((await admin.post('/api/ops/projections/rebuild', { view: 'tasks.task_list' })).status).toBe(200);
  const told = await admin.get<string>('/api/ops/projections/progress');
  const last = told.body.trim().split('\n\n').at(-1) ?? '';
  expect(last).toContain('event: progress');
  const { items } = JSON.parse(last.slice(last.indexOf('data: ') + 6)) as { items: Row[] };
  expect(items.find(({ view }) => view.startsWith('tasks.task_list'))).toMatchObject({ state: 'done' });
});
