import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { verifyChain } from '#libs/event-store';
import { uuidv7 } from '#libs/kernel';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { type Answer, api, type Client, type Collector, startCollector, until } from '#libs/testing';
import { allTables, databasesOf, inDatabase, type Tables } from './support/databases.js';
import { dayOfStory } from './support/day.js';
import { foundIn } from './support/guises.js';
import { type Installation, start, temporaryHome } from './support/installation.js';
import { close, logInAll, type People } from './support/people.js';
import { filesBelow, readTopics } from './support/topics.js';

// @own-process: it says in its environment where traces go.

/** A person with a name, a login and an address that nothing else in the world contains. */
interface Person {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  /** Of each of the three the part that cannot be there by chance, in plain letters. */
  readonly marks: readonly string[];
}

const LEAVES: Person = {
  ...{ id: uuidv7(), login: 'wobbegong-4711', name: 'Zdeňka Quibblewhistle', email: 'narwhalette@quokkastan.example' },
  marks: ['wobbegong', 'quibblewhistle', 'narwhalette'],
};
const STAYS: Person = {
  ...{ id: uuidv7(), login: 'Snollygoster-8', name: 'Ödön Flumadiddle', email: 'gardyloo@quokkastan.example' },
  marks: ['snollygoster', 'flumadiddle', 'gardyloo'],
};
const LATER_NAME = 'Zdeňka Taradiddle';
const PASSWORD = 'a password of some length';
/** What would give them away, also by what was only tried. */
const MARKS = [...LEAVES.marks, ...STAYS.marks, 'taradiddle'];
/** Nothing personal: where this is not found, it is the search that fails. */
const TITLE = 'Polish the collywobbles';

/** Where people's names are for people to see; nowhere else. */
const SHOWN = [
  'tenant_popug.auth.users_v1',
  'tenant_popug.employees.directory_v1',
  'tenant_popug.notifier.mailbox',
  'tenant_popug.notifier.recipients_v1',
];

// The command line is a process each time, which on a busy machine takes its time to start.
jest.setTimeout(300_000);

const DAY = await dayOfStory();
const home = temporaryHome();
let collector: Collector;
let aviary: Installation;
let people: People;
afterAll(() => collector.close());

const holding = (tables: Tables, marks: readonly string[]): string[] =>
  [...tables].filter(([, rows]) => foundIn(rows.join('\n'), marks).length > 0).map(([name]) => name);
const named = (tables: Tables, pattern: RegExp): [string, readonly string[]][] =>
  [...tables].filter(([name]) => pattern.test(name));

/** Registers and hires a person, who then does a task and is paid more than it costs. */
async function works({ id, login, name, email }: Person): Promise<Answer> {
  const { admin, manager } = people;
  const user = { id, login, name, email, password: PASSWORD, roles: ['developer'] };
  const registered = await admin.post('/api/auth/register', user, { idempotencyKey: `register-${id}` });
  const hired = await admin.post(
    '/api/employees',
    { id, name, position: 'Developer' },
    { idempotencyKey: `hire-${id}` },
  );
  expect([registered.status, hired.status]).toEqual([201, 201]);
  const self = await api(aviary.url).login(login, PASSWORD);
  const task = { title: TITLE, assigneeId: id };
  const created = await until(
    async () => {
      const answer = await manager.post<{ id: string }>('/api/tasks', task);
      return answer.status === 201 && answer;
    },
    { what: `${login} to be known as somebody who can be assigned` },
  );
  const done = await self.post(`/api/tasks/${created.body.id}/complete`, {}, { idempotencyKey: `done-${id}` });
  expect(done.status).toBe(200);
  return done;
}

/** What people get wrong, with names in every place where they can stand. */
async function getsWrong(client: Client, { id, login, name, email }: Person): Promise<number[]> {
  const user = { login, name, email, password: PASSWORD, roles: ['developer'] };
  const inUrl = encodeURIComponent(name);
  const answers = [
    await api(aviary.url).post('/api/auth/login', { login, password: 'wrong' }),
    await api(aviary.url).post('/api/auth/login', { login: `${login}-unknown`, password: name }),
    await client.post('/api/auth/register', user),
    await client.post('/api/auth/register', { ...user, id, login: `${login}-2` }, { idempotencyKey: `again-${id}` }),
    await client.post('/api/auth/register', { ...user, login: `${login}-3`, roles: [name] }),
    await client.post('/api/auth/register', { ...user, email: name }),
    await client.post('/api/auth/register', { ...user, login: [login] }),
    await client.post('/api/auth/register', undefined, { raw: `{"name":"${name}", "login":"${login}"` }),
    await client.post('/api/employees', { id, name }),
    await client.post('/api/employees', { name, [name]: login }),
    await client.post('/api/employees', { name, positionId: name }),
    await client.post(`/api/users/${inUrl}/rename`, { name }),
    await client.get(`/api/users/${encodeURIComponent(email)}`),
    await client.get(`/api/users?ids=${inUrl}`),
    await client.get(`/api/users?cursor=${inUrl}`),
    await client.get(`/api/${inUrl}/${login}`),
    await client.get(`/${login}`),
    await api(aviary.url).get(`/api/users/${login}`),
    await client.get(`/api/employees/${login}`, {
      headers: { 'x-correlation-id': name.normalize('NFD').replace(/[^ -~]/g, '') },
    }),
    await client.get(`/api/ops/events/streams/${encodeURIComponent(`user:${login}`)}`),
    await client.send('DELETE', `/api/users/${login}`),
  ];
  return answers.map(({ status }) => status);
}

/** Runs the command line without a terminal. */
function cli(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path.resolve('bin/aviary.mjs'), ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}
const users = (...args: string[]) => cli('users', ...args, '--home', home);

const mailsTo = async (address: string): Promise<number> => {
  const { body } = await people.admin.get<{ items: { to: string }[] }>('/api/notifier/mailbox?limit=200');
  return body.items.filter(({ to }) => to === address).length;
};

beforeAll(async () => {
  collector = await startCollector();
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.endpoint;
  aviary = await start(home, '--log-level', 'debug');
  people = await logInAll(aviary.url);
  for (const person of [LEAVES, STAYS]) await works(person);
  const renamed = { name: LATER_NAME };
  expect((await people.admin.post(`/api/users/${LEAVES.id}/rename`, renamed, { idempotencyKey: 'r' })).status).toBe(
    200,
  );
  expect((await people.admin.patch(`/api/employees/${LEAVES.id}`, renamed, { idempotencyKey: 'c' })).status).toBe(200);
  for (const person of [LEAVES, STAYS])
    for (const status of await getsWrong(people.admin, person)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  expect((await close(people.admin, DAY)).status).toBe(200);
  for (const { email } of [LEAVES, STAYS])
    await until(async () => (await mailsTo(email)) === 1, { what: `the mail to ${email}`, timeout: 60_000 });
}, 300_000);

describe('while they work here, what people are called', () => {
  test('is shown to people, and is in no other table of any database: logs, keys, progress, registry', async () => {
    const tables = await allTables(aviary);
    expect(holding(tables, MARKS).sort()).toEqual(SHOWN);
    for (const person of [LEAVES, STAYS])
      expect(foundIn(tables.get(SHOWN[0]!)!.join('\n'), person.marks.slice(0, 1))).toHaveLength(1);
    const logs = named(tables, /^tenant_popug\.[a-z]+_log\.events$/);
    expect(logs).toHaveLength(SERVICES_WITH_LOG.length);
    expect(foundIn(logs.map(([, rows]) => rows.join('\n')).join('\n'), ['collywobbles'])).toHaveLength(1);
    expect(named(tables, /^tenant_popug\.employees_log\.idempotency_keys$/)[0]?.[1].length).toBeGreaterThan(0);
  });

  test('is in no record of any topic, neither as consumers get it nor as it lies on the disk', async () => {
    const topics = await readTopics(aviary);
    expect(topics.size).toBeGreaterThanOrEqual(5);
    const all = Buffer.concat([...topics.values()]);
    expect(foundIn(all, ['collywobbles'])).toHaveLength(1);
    expect(foundIn(all, MARKS)).toEqual([]);
    const segments = [...filesBelow(path.join(home, 'kafka'), '.log')];
    // Records are not compressed there, or this would not be found.
    expect(segments.some(([, bytes]) => foundIn(bytes, ['collywobbles']).length > 0)).toBe(true);
    expect(segments.filter(([, bytes]) => foundIn(bytes, MARKS).length > 0).map(([name]) => name)).toEqual([]);
  });

  test('is in no line of any log, down to the debugging of the services and of the parts', () => {
    const logs = filesBelow(path.join(home, 'logs'));
    expect([...logs.keys()]).toEqual(expect.arrayContaining(['auth.log', 'gateway.log', 'postgres.log']));
    expect(logs.get('auth.log')?.toString()).toContain('"level":"debug"');
    expect(foundIn(logs.get('auth.log')!, [LEAVES.id])).toHaveLength(1);
    const leaks = [...logs].flatMap(([name, bytes]) =>
      lines(bytes)
        .filter(leaky)
        .map((line) => `${name}: ${line}`),
    );
    expect(leaks).toEqual([]);
    expect(foundIn(aviary.output(), MARKS)).toEqual([]);
  });

  test('is in no trace', async () => {
    // Requests with a person's name in them.
    for (const request of ['POST /api/auth/register', 'POST /api/employees'])
      await until(() => collector.spans.some(({ name }) => name === request), {
        what: `the trace of ${request} to arrive`,
        timeout: 60_000,
      });
    expect(foundIn(Buffer.concat(collector.requests), MARKS)).toEqual([]);
  });
});

const lines = (bytes: Buffer): string[] => bytes.toString().split('\n');
const leaky = (line: string): boolean => foundIn(line, MARKS).length > 0;

describe('erasing a person on the command line', () => {
  test('shows who they are', async () => {
    const shown = await users('show', LEAVES.login.toUpperCase(), '--json');
    expect(shown.code).toBe(0);
    expect(JSON.parse(shown.stdout)).toMatchObject({ id: LEAVES.id, login: LEAVES.login, name: LATER_NAME });
  });

  test.each([
    [2, ['erase', LEAVES.login], /no terminal to ask on; add --yes/],
    [1, ['erase', 'nobody-at-all', '--yes'], /Nobody logs in as "nobody-at-all"/],
    [1, ['erase', uuidv7(), '--yes'], /There is no user with this id/],
  ])('ends with %d for %j', async (code, args, says) => {
    const ended = await users(...args);
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(says) });
  });

  test('is done when it is confirmed, and once', async () => {
    const erased = await users('erase', LEAVES.login, '--yes', '--json');
    expect(erased).toMatchObject({ code: 0 });
    expect(JSON.parse(erased.stdout)).toEqual({ id: LEAVES.id, erased: true, before: false });
    const isKnown = async () => (await people.admin.get<{ erased: boolean }>(`/api/users/${LEAVES.id}`)).body.erased;
    await until(isKnown, { what: 'the view to know that the person is erased' });
    const again = await users('erase', LEAVES.id, '--yes');
    expect(again).toMatchObject({ code: 0, stdout: `${LEAVES.id} was erased before.\n` });
    expect((await users('erase', LEAVES.login, '--yes')).code).toBe(1);
  });
});

describe('of a person who was erased', () => {
  const nobody = { id: LEAVES.id, name: 'erased', erased: true };

  test('the API says that, and nothing else', async () => {
    expect((await people.admin.post(`/api/users/${LEAVES.id}/erase`)).status).toBe(200);
    const user = await people.admin.get(`/api/users/${LEAVES.id}`);
    expect(user.body).toMatchObject({ ...nobody, login: null, email: null, active: false });
    // To erase again writes nothing that a read could wait for.
    const employee = await until(
      async () => {
        const answer = await people.developer.get<{ erased: boolean }>(`/api/employees/${LEAVES.id}`);
        return answer.body.erased && answer;
      },
      { what: 'the directory to know that the person is erased', timeout: 60_000 },
    );
    expect(employee.body).toMatchObject({ ...nobody, position: 'Developer' });
    expect((await api(aviary.url).post('/api/auth/login', { login: LEAVES.login, password: PASSWORD })).status).toBe(
      401,
    );
    const change = { name: LEAVES.name };
    expect(await people.admin.patch(`/api/employees/${LEAVES.id}`, change)).toMatchObject({
      ...{ status: 409, body: { code: 'person-erased' } },
    });
  });

  test('nothing is left in any table of any database; of others all is there', async () => {
    const gone = [...LEAVES.marks, 'taradiddle'];
    const left = async () => holding(await allTables(aviary), gone);
    await until(async () => (await left()).length === 0, {
      what: 'every view and the mailbox to forget them',
      timeout: 60_000,
      pause: 1_000,
    });
    expect(holding(await allTables(aviary), STAYS.marks).sort()).toEqual(SHOWN);
    const [key] = named(await allTables(aviary), /^aviary\.control\.person_keys$/);
    expect(key?.[1].find((row) => row.includes(LEAVES.id))).toBe(`(popug,${LEAVES.id},)`);
  });

  test('what they did stays: tasks, entries, payout', async () => {
    const account = `employee:${LEAVES.id}`;
    const { body } = await people.auditor.get<{ items: { account: string; reason: string }[] }>(
      '/api/accounting/entries?limit=200',
    );
    const reasons = body.items.filter((entry) => entry.account === account).map(({ reason }) => reason);
    expect(reasons.sort()).toEqual(['assignment', 'completion', 'payout']);
  });

  test('every log still proves that nothing in it was changed', async () => {
    for (const database of (await databasesOf(aviary)).filter((name) => name.startsWith('tenant_')))
      for (const service of SERVICES_WITH_LOG) {
        const report = await inDatabase(aviary, database, (pool) => verifyChain(pool, service));
        expect([database, service, report.broken]).toEqual([database, service, undefined]);
      }
  });

  test('views that are folded anew, from the first event, are the same to the letter', async () => {
    const views = async () => new Map(named(await allTables(aviary), /^tenant_popug\.[a-z]+\.[a-z_]+_v\d+$/));
    const before = await views();
    expect(before.size).toBeGreaterThan(10);
    await inDatabase(aviary, 'tenant_popug', async (pool) => {
      const tables = [...before.keys()].map((name) => name.replace('tenant_popug.', ''));
      const checkpoints = [...new Set(tables.map((name) => `${name.split('.')[0]}.checkpoints`))];
      await pool.query(`TRUNCATE ${[...tables, ...checkpoints].join(', ')}`);
    });
    // The marks by which a group knows its subscribers: without one, a view is new, and reads the topics from their start.
    await inDatabase(aviary, 'aviary', (pool) => pool.query(`DELETE FROM control.cursors WHERE consumer LIKE '%/%'`));
    await aviary.stop();
    aviary = await start(home);
    const differing = async () => {
      const now = await views();
      return [...before].filter(([name, rows]) => rows.join('\n') !== now.get(name)?.join('\n')).map(([name]) => name);
    };
    let differ: string[] = [];
    await until(async () => (differ = await differing()).length === 0, {
      what: 'all views to be folded anew',
      timeout: 120_000,
      pause: 1_000,
    }).catch(() => undefined);
    expect(differ).toEqual([]);
    expect(holding(await allTables(aviary), LEAVES.marks)).toEqual([]);
  }, 300_000);
});
