import { beforeAll, expect, test } from '@jest/globals';
import { type Client, until } from '#libs/testing';
import { type Meta } from '#libs/kernel';
import { type ForeignRecord, readTopicsWithPython } from './support/foreign-reader.js';
import { type Installation, start, temporaryHome } from './support/installation.js';
import { after, everything, logInAll, logInAs, type People } from './support/people.js';

interface Task {
  id: string;
  assigneeId: string;
  assignmentFee: number;
  completionReward: number;
}

interface Entry {
  taskId: string | null;
  reason: string;
  amount: number;
  account: string;
}

const home = temporaryHome();
let aviary: Installation;
let people: People;

beforeAll(async () => {
  aviary = await start(home);
  people = await logInAll(aviary.url);
}, 300_000);

const entriesOf = async (client: Client, tasks: readonly Task[]): Promise<Entry[]> => {
  const ids = new Set(tasks.map(({ id }) => id));
  const entries = await everything<Entry>(client, '/api/accounting/entries');
  return entries.filter(({ taskId }) => taskId !== null && ids.has(taskId)).reverse();
};

test('with the broker stopped work goes on and nobody is charged; with it back accounting catches up, in order', async () => {
  await aviary.part('kafka', 'stop');
  const created: Task[] = [];
  for (let number = 0; number < 10; number += 1) {
    const answer = await people.manager.post('/api/tasks', { title: `Without a broker ${number}` });
    expect(answer.status).toBe(201);
    created.push(answer.body as Task);
  }
  const done = created[0] as Task;
  const assignee = await logInAs(aviary.url, people.admin, done.assigneeId);
  const completed = await assignee.post(`/api/tasks/${done.id}/complete`);
  expect(completed.status).toBe(200);
  const { headers } = after(completed);
  const listed = await everything<{ id: string; status: string }>(people.manager, '/api/tasks', headers);
  const statuses = created.map(({ id }) => listed.find((task) => task.id === id)?.status);
  expect(statuses).toEqual(['completed', ...Array.from({ length: 9 }, () => 'open')]);
  expect(await entriesOf(people.auditor, created)).toEqual([]);
  const status = await people.admin.get('/api/ops/status');
  expect(status.body).toMatchObject({
    state: 'degraded',
    parts: expect.arrayContaining([expect.objectContaining({ name: 'kafka', state: 'down' })]),
  });

  await aviary.part('kafka', 'start');
  await until(async () => (await entriesOf(people.auditor, created)).length === created.length + 1, {
    what: 'accounting to catch up',
    timeout: 60_000,
  });
  const charge = (task: Task) => ({
    ...{ taskId: task.id, reason: 'assignment', amount: -task.assignmentFee },
    account: `employee:${task.assigneeId}`,
  });
  const credit = { taskId: done.id, reason: 'completion', amount: done.completionReward };
  expect(await entriesOf(people.auditor, created)).toEqual([
    ...created.map((task) => expect.objectContaining(charge(task))),
    expect.objectContaining(credit),
  ]);
}, 300_000);

test('the registry may be away as well', async () => {
  await aviary.part('registry', 'stop');
  const answer = await people.manager.post('/api/tasks', { title: 'Without a registry' });
  const task = answer.body as Task;
  await until(async () => (await entriesOf(people.auditor, [task])).length === 1, {
    what: 'the charge',
    timeout: 60_000,
  });
  await aviary.part('registry', 'start');
}, 300_000);

test('a reader that is not ours finds every event: with its meta, one tenant in one partition, no position left out', async () => {
  const records = await readTopicsWithPython(aviary);
  if (!records) return;
  const logs = new Map<string, ForeignRecord[]>();
  for (const record of records) {
    const { tenant, streamId } = record.event.meta;
    expect(record).toMatchObject({ key: `${tenant}/${streamId}`, headers: null });
    const log = `${record.topic} ${tenant}`;
    logs.set(log, [...(logs.get(log) ?? []), record]);
  }
  expect([...logs.keys()]).toEqual(
    expect.arrayContaining(['aviary.tasks popug', 'aviary.accounting popug', 'aviary.auth popug']),
  );
  for (const [log, own] of logs) {
    expect([log, new Set(own.map(({ partition }) => partition)).size]).toEqual([log, 1]);
    expectInLogOrder(own.map(({ event }) => event.meta));
  }
  const created = records.find(({ event }) => event['title'] === 'Without a broker 0');
  expect(created).toMatchObject({
    topic: 'aviary.tasks',
    event: {
      meta: {
        ...{ event: 'TaskCreated', schemaVersion: 1, epoch: 1, tenant: 'popug', version: 1, causationId: null },
        ...{ eventId: expect.any(String), correlationId: expect.any(String), actor: expect.any(String), ext: {} },
      },
      createdBy: created?.event.meta.actor,
    },
  });
  expectSealed(records);
}, 300_000);

/** A relay may send a record again, so repeats of what was there already are allowed; gaps and turns are not. */
function expectInLogOrder(metas: readonly Meta[]): void {
  let last = 0;
  for (const { position } of metas) {
    expect(position).toBeLessThanOrEqual(last + 1);
    last = Math.max(last, position);
  }
  expect(last).toBe(new Set(metas.map(({ eventId }) => eventId)).size);
}

/** No name, login or address of anybody is in a topic as it is. */
function expectSealed(records: readonly ForeignRecord[]): void {
  const people = records.filter(({ event }) => event.meta.event === 'UserRegistered');
  expect(people.length).toBeGreaterThan(10);
  for (const { event } of people)
    for (const field of ['login', 'name', 'email']) expect(event[field]).toMatch(/^sealed:1:/);
  expect(JSON.stringify(records)).not.toContain('Grisha');
}
