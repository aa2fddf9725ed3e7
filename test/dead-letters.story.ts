import { beforeAll, describe, expect, test } from '@jest/globals';
import { encodeMeta, frame } from '#libs/contracts';
import { type Meta, uuidv7 } from '#libs/kernel';
import { databaseOf } from '#libs/tenancy';
import { expectProblem, until } from '#libs/testing';
import { completedTasks } from '../apps/analytics/src/projections/completed-tasks/completed-tasks.projection.js';
import { recipients } from '../apps/notifier/src/projections/recipients/recipients.projection.js';
import { taskList } from '../apps/tasks/src/projections/task-list/task-list.projection.js';
import { command } from './support/command.js';
import { companyOfOwn, type SharedAviary, sharedAviary } from './support/company.js';
import { inDatabase } from './support/databases.js';
import { type Acted, DeadLettersOf, type Letter } from './support/dead-letters.js';
import { logInAll, logInAs, type People } from './support/people.js';
import { putOnTopic } from './support/topics.js';

const TENANT = 'second-chances';
const TOPIC = 'aviary.tasks';
const LEDGER = 'accounting.post-entries';
const RECIPIENTS = recipients.id;
const MIB = 1024 * 1024;

interface Task {
  readonly id: string;
  readonly assigneeId: string;
  readonly assignmentFee: number;
}
interface Entry {
  readonly taskId: string;
  readonly reason: string;
  readonly amount: number;
  readonly taskTitle: string | null;
}

let aviary: SharedAviary;
let url: string;
let people: People;
let letters: DeadLettersOf;

beforeAll(async () => {
  aviary = await sharedAviary();
  ({ url } = await companyOfOwn(aviary, TENANT, 2));
  people = await logInAll(url);
  letters = new DeadLettersOf(aviary.home, TENANT, people.admin);
}, 300_000);

const inTenant = async <Row extends object>(sql: string): Promise<Row[]> =>
  await inDatabase(aviary, databaseOf(TENANT), async (pool) => (await pool.query<Row>(sql)).rows);
const inControl = async <Row extends object>(sql: string): Promise<Row[]> =>
  await inDatabase(aviary, databaseOf('aviary'), async (pool) => (await pool.query<Row>(sql)).rows);

async function makeTask(title: string): Promise<Task> {
  const { status, body } = await people.admin.post<Task>('/api/tasks', { title });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

/** By which names of the task its entries are shown. */
async function titlesOf({ id }: Task): Promise<(string | null)[]> {
  const { body } = await people.auditor.get<{ items: Entry[] }>('/api/accounting/entries?limit=200');
  return body.items.filter(({ taskId }) => taskId === id).map(({ taskTitle }) => taskTitle);
}

/** What was entered for a task, the oldest first. */
async function entriesOf({ id }: Task): Promise<[reason: string, amount: number][]> {
  const { body } = await people.auditor.get<{ items: Entry[] }>('/api/accounting/entries?limit=200');
  const own = body.items.filter(({ taskId }) => taskId === id);
  return own.map(({ reason, amount }): [string, number] => [reason, amount]).reverse();
}

const charged = async (task: Task): Promise<unknown> =>
  await until(async () => (await entriesOf(task)).length > 0, { what: 'the charge of a task', timeout: 120_000 });

async function complete(task: Task): Promise<void> {
  const assignee = await logInAs(url, people.admin, task.assigneeId);
  expect((await assignee.post(`/api/tasks/${task.id}/complete`)).status).toBe(200);
}

/** Every view of the tenant against an independent fold of its logs. */
async function everythingIsAsItsLogsSay(): Promise<void> {
  interface Compared {
    readonly items: readonly { readonly view: string; readonly result: { readonly same: boolean } | null }[];
  }
  const { result } = await command<Compared>(aviary.home, 'projections', 'verify', '--all', '--tenant', TENANT);
  expect(result.items.filter((each) => !each.result?.same)).toEqual([]);
  expect(result.items.length).toBeGreaterThan(12);
}

describe('what does not belong in a topic', () => {
  /** Of a damaged copy of the event that comes next: the making of a task. */
  async function metaOfNext(): Promise<Meta> {
    const [head] = await inTenant<{ epoch: number; position: string }>('SELECT epoch, position FROM tasks_log.head');
    const [now, id] = [Date.now(), uuidv7()];
    return {
      ...{ event: 'TaskCreated', schemaVersion: 1, epoch: head?.epoch ?? 1, position: Number(head?.position) + 1 },
      ...{ eventId: id, tenant: TENANT, streamId: `task:${id}`, version: 1, occurredAt: now, recordedAt: now },
      ...{ actor: null, correlationId: id, causationId: null, traceparent: null, ext: {} },
    };
  }

  test.each<[what: string, make: (meta: Meta) => Buffer | null, kept: boolean]>([
    ['bytes that are no record', () => Buffer.from('Polly wants a cracker'), true],
    ['a record that was cut short', (meta) => frame(1, encodeMeta(meta), Buffer.of()).subarray(0, 40), true],
    ['a record of which the body was cut short', (meta) => frame(1, encodeMeta(meta), Buffer.of(72)), true],
    ['a tombstone', () => null, true],
    [
      'an event of a tenant that does not exist',
      (meta) => frame(1, encodeMeta({ ...meta, tenant: 'nobody-here' }), Buffer.of()),
      false,
    ],
    ['a message of 2 MiB', (meta) => frame(1, encodeMeta(meta), Buffer.alloc(2 * MIB, 255)), true],
  ])(
    '%s holds up nobody, and nothing is set aside for it',
    async (_what, make, kept) => {
      const [tenant] = await inControl<{ partition: number }>(
        `SELECT "partition" FROM control.tenants WHERE name = '${TENANT}'`,
      );
      const partition = tenant?.partition ?? -1;
      const value = make(await metaOfNext());
      await putOnTopic(aviary, TOPIC, partition, value);
      const task = await makeTask('Done in spite of it');
      // The name comes from a view of the ledger that could not read the copy.
      const entered = async () => (await titlesOf(task)).includes('Done in spite of it');
      await until(entered, { what: 'the charge with the name of the task', timeout: 120_000 });
      const hex = value === null ? 'NULL' : `decode('${value.subarray(0, 40).toString('hex')}', 'hex')`;
      const found = async () =>
        (
          await inControl(
            `SELECT FROM control.undecodable WHERE consumer = 'aviary.accounting' AND topic = '${TOPIC}'
            AND "partition" = ${partition} AND substr(value, 1, 40) IS NOT DISTINCT FROM ${hex}`,
          )
        ).length > 0;
      if (kept) await until(found, { what: 'it to be kept for whoever wonders' });
      expect((await letters.command<{ items: Letter[] }>('list')).result.items).toEqual([]);
    },
    180_000,
  );
});

test('a row that its table cannot hold waits with all that comes for it; after the mend all is as if nothing had happened', async () => {
  const { body } = await people.admin.get<{ items: { id: string; login: string }[] }>('/api/users?limit=200');
  const [unlucky = '', other = ''] = ['developer', 'auditor'].map(
    (login) => body.items.find((user) => user.login === login)?.id ?? '',
  );
  const rename = async (id: string, name: string) =>
    expect((await people.admin.post(`/api/users/${id}/rename`, { name })).status).toBe(200);
  const nameOf = async (id: string) =>
    (await inTenant<{ name: string }>(`SELECT name FROM ${RECIPIENTS} WHERE user_id = '${id}'`))[0]?.name;
  const before = await nameOf(unlucky);
  await inTenant(`ALTER TABLE ${RECIPIENTS} ADD CONSTRAINT unlucky CHECK (user_id <> '${unlucky}') NOT VALID`);
  await rename(unlucky, 'Iago the Loud');
  await rename(unlucky, 'Iago the Louder');
  await rename(other, 'Zazu');
  await until(async () => (await nameOf(other)) === 'Zazu', { what: 'the other row to be folded', timeout: 120_000 });
  const waiting = await letters.untilWaiting(RECIPIENTS, 2);
  expect(waiting).toMatchObject([
    {
      state: 'poison',
      key: `row:${unlucky}`,
      event: 'UserRenamed',
      reason: expect.stringContaining('violates check constraint'),
    },
    { state: 'queued', key: `row:${unlucky}`, event: 'UserRenamed', reason: null },
  ]);
  expect(await nameOf(unlucky)).toBe(before);
  const [poison, queued] = waiting as [Letter, Letter];
  const shown = await letters.command<Letter>('show', poison.id);
  expect(shown.result.content?.body).toMatchObject({ after: { name: '***' } });
  expect(JSON.stringify([shown, waiting])).not.toContain('Iago');

  const isAbout = (about: Record<string, unknown>) =>
    about['consumer'] === RECIPIENTS || about['subject'] === `${RECIPIENTS} row:${unlucky}`;
  const raised = async () => (await letters.recorded(isAbout)).some(({ event }) => event === 'AlarmRaised');
  await until(raised, { what: 'an alarm', timeout: 120_000 });
  const degraded = async () => (await people.admin.get<{ degraded: string[] }>('/api/ops/status')).body.degraded;
  const told = async () => (await degraded()).some((reason) => reason.includes('Events of 1 key are set aside'));
  await until(told, { what: 'the status to tell of it', timeout: 120_000 });
  expect(await letters.command<Acted>('retry', poison.id)).toMatchObject({
    code: 1,
    result: { outcome: 'parked', handled: 0 },
  });
  await inTenant(`ALTER TABLE ${RECIPIENTS} DROP CONSTRAINT unlucky`);
  expect(await letters.retry(queued.id)).toMatchObject({ status: 200, body: { outcome: 'released', handled: 2 } });
  expect(await nameOf(unlucky)).toBe('Iago the Louder');
  expect(await letters.waiting(RECIPIENTS)).toEqual([]);
  const acts = await letters.recorded(isAbout);
  expect(acts.map(({ event, body: said }) => [event, said['outcome']])).toEqual([
    ['AlarmRaised', undefined],
    ['DeadLetterRetried', 'parked'],
    ['DeadLetterRetried', 'released'],
    ['AlarmCleared', undefined],
  ]);
  expect(acts[1]?.actor).toBe('system:cli');
  expect(acts[2]?.actor).toMatch(/^[0-9a-f-]{36}$/);
}, 240_000);

test('a reactor that throws lets each task wait for itself; who closes is told, and what is taken up is entered once', async () => {
  const setZone = (zone: string) =>
    inControl(
      `UPDATE control.tenants SET settings = jsonb_set(settings::jsonb, '{timeZone}', '"${zone}"') WHERE name = '${TENANT}'`,
    );
  const [first, second] = [await makeTask('Charged before'), await makeTask('Charged before as well')];
  await Promise.all([charged(first), charged(second)]);
  await setZone('Nowhere/At-All');
  const tasks: Task[] = [];
  // What services know of a tenant is some moments old.
  const parked = async () => {
    if (tasks.length < 50) tasks.push(await makeTask('Of no day that anybody could tell'));
    return (await letters.waiting(LEDGER)).length >= 2;
  };
  await until(parked, { what: 'what cannot be entered', pause: 1_000, timeout: 120_000 });
  const of = ({ streamId }: Letter) => tasks.find(({ id }) => streamId === `task:${id}`) as Task;
  const [given, kept] = (await letters.waiting(LEDGER)) as [Letter, Letter];
  await complete(of(kept));
  const ofKept = async () => (await letters.waiting(LEDGER)).filter(({ key }) => key === kept.key);
  await until(async () => (await ofKept()).length === 2, {
    what: 'its completion to wait behind it',
    timeout: 120_000,
  });
  expect(await ofKept()).toMatchObject([
    { state: 'poison', event: 'TaskAssigned', attempts: 1, reason: expect.stringContaining('RangeError') },
    { state: 'queued', event: 'TaskCompleted', attempts: 0, reason: null },
  ]);
  expect(await entriesOf(of(kept))).toEqual([]);
  await setZone('UTC');

  const preview = await until(
    async () => {
      const answer = await people.admin.get<{ parked: object[] }>('/api/accounting/cycles/preview');
      return answer.status === 200 && answer.body;
    },
    { what: 'a preview', timeout: 60_000 },
  );
  expect(preview.parked).toContainEqual(expect.objectContaining({ deadLetterId: kept.id, event: 'TaskAssigned' }));
  const closed = await command<{ parked: object[] }>(aviary.home, 'cycle', 'close', '--tenant', TENANT);
  expect(closed.result.parked).toContainEqual(expect.objectContaining({ deadLetterId: kept.id }));

  expectProblem(await letters.discard(given.id), 400, 'required', 'reason');
  expect((await letters.command('discard', given.id)).code).toBe(2);
  const discarded = await letters.command<Acted>('discard', given.id, '--reason', 'Paid by hand.');
  expect(discarded).toMatchObject({ code: 0, result: { outcome: 'released', handled: 0 } });
  // The service may still know the zone that is none.
  const taken = async ({ id }: Letter) => (await letters.retry(id)).body.outcome === 'released';
  await until(async () => await taken(kept), { what: 'it to be taken up', timeout: 60_000 });
  for (const letter of await letters.waiting(LEDGER)) if (letter.state === 'poison') await taken(letter);
  await letters.untilWaiting(LEDGER, 0);
  const entered = await until(
    async () => {
      const entries = await entriesOf(of(kept));
      return entries.length > 1 && entries;
    },
    { what: 'both entries', timeout: 60_000 },
  );
  expect(entered).toEqual([
    ['assignment', -of(kept).assignmentFee],
    ['completion', expect.any(Number)],
  ]);
  for (const task of tasks.filter((each) => each !== of(given))) await charged(task);
  expect(await entriesOf(of(given))).toEqual([]);
  const list = await letters.command<{ items: Letter[] }>('list', '--consumer', LEDGER, '--state', 'discarded');
  expect(list.result.items).toMatchObject([{ id: given.id, discarded: { by: 'system:cli', reason: 'Paid by hand.' } }]);
  const told = await letters.recorded(({ letterId }) => letterId === given.id);
  expect(told).toMatchObject([{ event: 'DeadLetterDiscarded', body: { reason: 'Paid by hand.' } }]);
}, 300_000);

test('an event of the log that nobody can read is set aside by each who reads it, and can be done without', async () => {
  const task = await makeTask('Of which nobody will read the end');
  await charged(task);
  // As a defect would do it that writes other bytes than it was given.
  await inTenant(`
    CREATE FUNCTION tasks_log.garble() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.body := '\\xffffff'; RETURN NEW; END $$;
    CREATE TRIGGER garble BEFORE INSERT ON tasks_log.events FOR EACH ROW
      WHEN (NEW.stream_id = 'task:${task.id}') EXECUTE FUNCTION tasks_log.garble()`);
  await complete(task);
  await inTenant('DROP TRIGGER garble ON tasks_log.events; DROP FUNCTION tasks_log.garble()');
  await charged(await makeTask('In spite of it'));
  const consumers = [LEDGER, completedTasks.id, taskList.id];
  for (const consumer of consumers) {
    const [letter] = (await letters.untilWaiting(consumer, 1)) as [Letter];
    expect(letter).toMatchObject({ state: 'poison', key: `stream:task:${task.id}`, event: 'TaskCompleted' });
    const { result } = await letters.command<Letter>('show', letter.id);
    expect(result).toMatchObject({ content: null, unreadable: expect.any(String) });
    expect((await letters.retry(letter.id)).body.outcome).toBe('parked');
    expect((await letters.discard(letter.id, 'Its bytes are lost.')).status).toBe(200);
    await letters.untilWaiting(consumer, 0);
  }
  expect(await entriesOf(task)).toHaveLength(1);
}, 240_000);

test('in the end every view is what its logs say', everythingIsAsItsLogsSay, 240_000);
