import { beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Answer, type Api, expectProblem } from '#libs/testing';
import { runningTasks } from '../fixtures/running-tasks.js';

const TIMES = 50;
const service = runningTasks();
let managers: readonly [Api, Api];
beforeAll(async () => {
  managers = await service.managers();
});

/** How many tasks with this title the log knows, and how many the list has when it is read after an answer. */
async function tasksOf(title: string, after: Answer): Promise<{ inLog: number; inList: number }> {
  const { rows } = await service.database.asSuperuser((client) =>
    client.query<{ n: number }>(
      `SELECT count(*)::integer AS n FROM tasks_log.events
       WHERE event = 'TaskCreated' AND position(convert_to($1, 'UTF8') IN body) > 0`,
      [title],
    ),
  );
  const list = await managers[1].get<{ items: { title: string }[] }>('/api/tasks?limit=200', { after });
  return { inLog: rows[0]?.n ?? 0, inList: list.body.items.filter((task) => task.title === title).length };
}

const replayed = ({ headers }: Answer) => headers.get('idempotency-replayed') === 'true';

test.each<[string, (managers: readonly [Api, Api], i: number) => Api]>([
  ['one instance', ([first]) => first],
  ['two instances', (both, i) => both[i % 2]!],
])('one key fifty times at once at %s: one task, fifty equal answers', async (_, instance) => {
  const idempotencyKey = randomUUID();
  const title = `Once ${idempotencyKey}`;
  const send = (i: number) => instance(managers, i).post('/api/tasks', { title }, { idempotencyKey });
  const answers = await Promise.all(Array.from({ length: TIMES }, (__, i) => send(i)));

  const [first] = answers;
  expect(first).toMatchObject({ status: 201, body: { id: expect.any(String), status: 'open' } });
  for (const { status, body, headers } of answers)
    expect([status, body, headers.get('aviary-position')]).toEqual([
      ...[201, first?.body, first?.headers.get('aviary-position')],
    ]);
  expect(answers.filter(replayed)).toHaveLength(TIMES - 1);
  expect(await tasksOf(title, first!)).toEqual({ inLog: 1, inList: 1 });

  for (const manager of managers) {
    const late = await manager.post('/api/tasks', { title }, { idempotencyKey });
    expect([late.status, late.body, replayed(late)]).toEqual([201, first?.body, true]);
    const other = await manager.post('/api/tasks', { title: `${title}, changed` }, { idempotencyKey });
    expectProblem(other, 422, 'idempotency-key-reused', 'Idempotency-Key');
  }
  expect(await tasksOf(`${title}, changed`, first!)).toEqual({ inLog: 0, inList: 0 });
});

test('two requests under one key at once, at two instances: one is done, the other refused', async () => {
  const idempotencyKey = randomUUID();
  const titles = Array.from({ length: TIMES }, (_, i) => `Either ${i % 2} ${idempotencyKey}`);
  const answers = await Promise.all(
    titles.map((title, i) => managers[i % 2]!.post('/api/tasks', { title }, { idempotencyKey })),
  );
  const done = answers.findIndex(({ status }) => status === 201) % 2;
  answers.forEach((answer, i) => {
    if (i % 2 !== done) expectProblem(answer, 422, 'idempotency-key-reused', 'Idempotency-Key');
    else expect([answer.status, answer.body]).toEqual([201, answers[done]?.body]);
  });
  expect(await tasksOf(idempotencyKey, answers[done]!)).toMatchObject({ inLog: 1 });
});
