import { expect, test } from '@jest/globals';
import { expectProblem, until } from '#libs/testing';
import { everything, logInAs, type People } from '../support/people.js';

/** A day as far as it is looked back on. */
interface Day {
  readonly url: string;
  readonly people: People;
  /** The first that was made; it was completed by whoever it was given to. */
  readonly task: { readonly id: string; readonly assigneeId: string; readonly assignmentFee: number };
  /** How many could be drawn. */
  readonly developers: number;
}

interface Entry {
  readonly id: string;
  readonly account: string;
  readonly reason: string;
  readonly balance: number;
  readonly taskId: string | null;
}

interface LoggedEvent {
  readonly eventId: string;
  readonly event: string;
  readonly correlationId: string;
  readonly occurredAt: string;
  readonly position: number;
}

/** That each number of a day can be traced: what led to it, what it led to, and what was before. */
export function tellWhereNumbersComeFrom(day: () => Day): void {
  test('a line of money is explained, back to the draw and the person', async () => {
    const { people, task } = day();
    const assignee = await logInAs(day().url, people.admin, task.assigneeId);
    const entries = await everything<Entry>(assignee, '/api/accounting/me/entries');
    const reward = entries.find(({ reason, taskId }) => reason === 'completion' && taskId === task.id);
    const path = `/api/accounting/entries/${reward?.id}/explain`;
    const { body } = await assignee.get<{ sentences: string[] }>(path);
    expect(body).toMatchObject({
      ...{
        entry: reward,
        source: { event: 'CompletionRewardCredited' },
        person: { id: task.assigneeId },
        missing: [],
      },
      task: {
        id: task.id,
        title: 'Task 1 of the story',
        assignmentFee: task.assignmentFee,
        by: { name: expect.any(String) },
      },
      ...{
        assignment: { draw: { of: day().developers }, reason: 'created' },
        completion: { by: { id: task.assigneeId } },
      },
    });
    expect(body.sentences[0]).toMatch(
      / was credited \d+ POP, because they completed the task “Task 1 of the story”\.$/,
    );
    const told = await assignee.get<string>(path, { headers: { accept: 'text/plain' } });
    expect(told.headers.get('content-type')).toContain('text/plain');
    expect(told.body).toBe(`${body.sentences.join('\n')}\n`);
  });

  test('to whom it belongs, and to those who may see all', async () => {
    const { people, task } = day();
    const { id } = (await everything<Entry>(people.auditor, '/api/accounting/entries')).find(
      ({ account }) => account !== `employee:${task.assigneeId}`,
    ) as Entry;
    const other = await logInAs(day().url, people.admin, task.assigneeId);
    const refused = await other.get(`/api/accounting/entries/${id}/explain`);
    expectProblem(refused, 403, 'permission-required');
    expect(refused.body).toMatchObject({ permission: 'accounting.can_view_all' });
    expectProblem(await people.auditor.get(`/api/accounting/entries/${task.id}/explain`), 404, 'entry-not-found');
  });

  test('and finds all that happened to a task, with what it led to, in whichever log', async () => {
    const { people, task } = day();
    const path = `/api/ops/events/search?taskId=${task.id}`;
    const found = await until(
      async () => {
        const events = await everything<LoggedEvent>(people.admin, path);
        return events.some(({ event }) => event === 'CompletionRewardCredited') && events;
      },
      { what: 'the reward to be indexed', timeout: 60_000 },
    );
    expect(found.slice(0, 3).map(({ event }) => event)).toEqual([
      'TaskCreated',
      'TaskAssigned',
      'AssignmentFeeCharged',
    ]);
    expect(found[1]).toMatchObject({
      effectCount: 1,
      effects: [{ service: 'accounting', eventId: found[2]?.eventId }],
    });
    expect(found[2]).toMatchObject({ cause: { eventId: found[1]?.eventId, body: { taskId: task.id } } });
    expect(await everything<LoggedEvent>(people.admin, path, {}, 2)).toEqual(found);
    const newest = await everything<LoggedEvent>(people.admin, `${path}&order=newest`, {}, 2);
    expect(newest).toEqual(found.toReversed());
    const { body: one } = await people.admin.get(`/api/ops/events/${found[1]?.eventId}`);
    expect(one).toEqual(found[1]);
    const request = await everything<LoggedEvent>(
      people.admin,
      `/api/ops/events/search?correlationId=${found[0]?.correlationId}`,
    );
    expect(request).toEqual(found.slice(0, 3));
    const done = found.find(({ event }) => event === 'TaskCompleted');
    const span = `from=${done?.occurredAt}&to=${new Date(Date.parse(done?.occurredAt ?? '') + 1).toISOString()}`;
    const ofPerson = `/api/ops/events/search?personId=${task.assigneeId}&event=TaskCompleted&${span}`;
    expect((await everything<LoggedEvent>(people.admin, ofPerson)).map(({ eventId }) => eventId)).toEqual([
      done?.eventId,
    ]);
  });

  test('and what a task, an account and a person were before', async () => {
    const { people, task } = day();
    const stateOf = async (stream: string, query: string) =>
      (await people.admin.get<{ items: { state: object }[] }>(`/api/ops/events/streams/${stream}/state?${query}`)).body;
    const { body } = await people.admin.get<{ items: LoggedEvent[] }>(
      `/api/ops/events/streams/task:${task.id}?limit=2`,
    );
    const given = body.items[1];
    const then = await stateOf(`task:${task.id}`, `position=tasks=1.${given?.position}`);
    expect(then).toMatchObject({ items: [{ version: 2, state: { assigneeId: task.assigneeId, status: 'open' } }] });
    expect(await stateOf(`task:${task.id}`, `time=${given?.occurredAt}`)).toEqual(then);
    const now = (await people.manager.get(`/api/tasks/${task.id}`)).body;
    expect((await stateOf(`task:${task.id}`, '')).items[0]?.state).toEqual(now);
    const entries = await everything<Entry>(people.auditor, `/api/accounting/entries?employeeId=${task.assigneeId}`);
    const account = await stateOf(`employee:${task.assigneeId}`, 'service=accounting');
    expect(account.items[0]?.state).toMatchObject({ balance: entries[0]?.balance });
    const person = await stateOf(`user:${task.assigneeId}`, '');
    const { body: user } = await people.admin.get<{ name: string }>(`/api/users/${task.assigneeId}`);
    expect(person).toMatchObject({ items: [{ service: 'auth', state: { name: user.name } }] });
    expect(await stateOf(`user:${task.assigneeId}`, 'time=1990-01-01T00:00:00Z')).toMatchObject({
      ...{ items: [{ version: 0, state: null }] },
    });
    expectProblem(await people.admin.get('/api/ops/events/streams/seals/state'), 404, 'stream-not-found');
  });
}
