import { expect, test } from '@jest/globals';
import { type RecordedEvent, uuidv5 } from '#libs/kernel';
import { recorded } from '#libs/testing';
import { type ImportedTask } from '../domain/imported-task.js';
import { type TaskFact } from '../domain/task.js';
import { type Past, streamsOf, tellOfPast, type Told } from './tell-of-past.js';

const [ada, bob] = [uuidv5('ada'), uuidv5('bob')];
const ranges = { feeMin: 10, feeMax: 20, rewardMin: 20, rewardMax: 40 };
const nothing: Past = { tenant: 'popug', ranges, candidates: [ada, bob], createdBy: null, known: new Map() };
const row = (id: string, more: Partial<ImportedTask> = {}): ImportedTask => ({
  ...{ id, title: `Task ${id}`, ticketId: null, description: null, projectId: null, project: null, deadline: null },
  ...{ assigneeId: ada, createdAt: 1_000, completedAt: null, ...more },
});

/** The past with what was told of it. */
function after(...tellings: Pick<Told, 'events'>[]): Past {
  const known = new Map<string, RecordedEvent<TaskFact>[]>();
  for (const { streamId, event, body, occurredAt = 0 } of tellings.flatMap(({ events }) => events))
    known.set(streamId, [
      ...(known.get(streamId) ?? []),
      recorded(event, body, { occurredAt }) as RecordedEvent<TaskFact>,
    ]);
  return { ...nothing, known };
}

/** What was assigned is assigned to Bob. */
const toBob = ({ events }: Told): Told['events'] =>
  events
    .filter(({ event }) => event === 'TaskAssigned')
    .map((event) => ({ ...event, body: { ...event.body, assigneeId: bob } }));
const codes = ({ refused }: Told) => refused.map(({ row: { id }, error }) => [id, error.code]);
const names = ({ events }: Told) => events.map(({ event, occurredAt }) => [event, occurredAt]);

test('all of a call is told in the order in which it happened', () => {
  const told = tellOfPast([row('a', { completedAt: 3_000 }), row('b', { createdAt: 2_000 })], nothing);
  expect(names(told)).toEqual([
    ['TaskCreated', 1_000],
    ['TaskAssigned', 1_000],
    ['TaskCreated', 2_000],
    ['TaskAssigned', 2_000],
    ['TaskCompleted', 3_000],
  ]);
  expect(told.imported).toBe(2);
});

test('what is told again is nothing new, and would have been the same', () => {
  const rows = [row('a', { completedAt: 3_000, assigneeId: null, project: 'Perches' }), row('b')];
  const told = tellOfPast(rows, nothing);
  expect(tellOfPast(rows, nothing)).toEqual(told);
  expect(tellOfPast(rows, after(told))).toEqual({ events: [], expected: new Map(), imported: 0, refused: [] });
});

test('what was recorded under the same correlation id counts as imported, a row that is there twice once', () => {
  const [first, second] = [uuidv5('first'), uuidv5('second')];
  const past = after(tellOfPast([row('a')], nothing));
  const under = (correlationId: string) =>
    [...past.known].map(([streamId, facts]) => {
      const known = facts.map((fact) => ({ ...fact, meta: { ...fact.meta, correlationId } }));
      return [streamId, known] as const;
    });
  const known = new Map(under(first));
  const again = [row('a'), row('a'), row('b')];
  expect(tellOfPast(again, { ...past, known, correlationId: first }).imported).toBe(2);
  expect(tellOfPast(again, { ...past, known, correlationId: second }).imported).toBe(1);
  expect(tellOfPast(again, { ...past, known }).imported).toBe(1);
  const done = row('a', { completedAt: 5_000 });
  expect(tellOfPast([row('a'), done], { ...past, known, correlationId: first }).imported).toBe(2);
});

test('a row that comes again with its completion adds just that, for whoever has the task by then', () => {
  const made = tellOfPast([row('a')], nothing);
  const past = after(made, { events: toBob(made) });
  const done = tellOfPast([row('a', { assigneeId: null, completedAt: 5_000 })], past);
  expect(names(done)).toEqual([['TaskCompleted', 5_000]]);
  expect(done.events[0]?.body).toMatchObject({ assigneeId: bob });
  expect([...done.expected.values()]).toEqual([3]);
});

test('nothing happens to a task before what is known of it, in the same call or an earlier one', () => {
  const late = row('a', { createdAt: 3_000 });
  const early = row('a', { createdAt: 1_000, completedAt: 2_000 });
  expect(codes(tellOfPast([late, early], nothing))).toEqual([['a', 'import-conflict']]);
  expect(codes(tellOfPast([early], after(tellOfPast([late], nothing))))).toEqual([['a', 'import-conflict']]);
  expect(tellOfPast([late, { ...early, completedAt: 3_000 }], nothing).imported).toBe(2);
});

test('a row that names somebody else tells another history', () => {
  const past = after(tellOfPast([row('a')], nothing));
  const other = row('a', { assigneeId: bob, completedAt: 5_000 });
  expect(codes(tellOfPast([other], past))).toEqual([['a', 'import-conflict']]);
});

test('what is in contradicts a row by whose it was and when it was done, and by nothing that came later', () => {
  const done = row('a', { completedAt: 3_000, project: 'Perches' });
  const past = after(tellOfPast([done], nothing));
  const refused = [{ assigneeId: bob }, { completedAt: 4_000 }, { assigneeId: bob, completedAt: null, project: 'New' }];
  for (const more of refused) {
    expect(tellOfPast([{ ...done, ...more }], past)).toMatchObject({ events: [], imported: 0, refused: [{}] });
    expect(codes(tellOfPast([done, { ...done, ...more }], nothing))).toEqual([['a', 'import-conflict']]);
  }
  for (const more of [{}, { assigneeId: null }, { completedAt: null }, { title: 'Another', project: 'New' }])
    expect(tellOfPast([{ ...done, ...more }], past)).toMatchObject({ events: [], imported: 0, refused: [] });
  const made = tellOfPast([row('a')], nothing);
  const moved = after(made, { events: toBob(made) });
  for (const assigneeId of [ada, bob])
    expect(tellOfPast([row('a', { assigneeId })], moved)).toMatchObject({ events: [], refused: [] });
  expect(codes(tellOfPast([row('a', { assigneeId: uuidv5('cyd') })], moved))).toEqual([['a', 'import-conflict']]);
});

test('the same row twice in a call is one task', () => {
  const told = tellOfPast([row('a'), row('a', { completedAt: 2_000 })], nothing);
  expect(names(told).map(([event]) => event)).toEqual(['TaskCreated', 'TaskAssigned', 'TaskCompleted']);
  expect([...told.expected.values()]).toEqual([0]);
});

test('a project that is named begins with its first task; the same name is the same project', () => {
  const rows = [row('b', { project: 'Perches', createdAt: 2_000 }), row('a', { project: 'Perches' }), row('c')];
  const told = tellOfPast(rows, nothing);
  const [first, ...others] = told.events;
  expect(first).toMatchObject({ event: 'ProjectCreated', occurredAt: 1_000, body: { name: 'Perches' } });
  expect(others.some(({ event }) => event === 'ProjectCreated')).toBe(false);
  const { projectId } = { projectId: null, ...first?.body };
  const made = others.filter(({ event }) => event === 'TaskCreated').map(({ body }) => body);
  expect(made).toEqual([
    expect.objectContaining({ title: 'Task a', projectId }),
    expect.objectContaining({ title: 'Task c', projectId: null }),
    expect.objectContaining({ title: 'Task b', projectId }),
  ]);
  const later = tellOfPast([row('d', { project: 'Perches' })], after(told));
  expect(later.events.map(({ event }) => event)).toEqual(['TaskCreated', 'TaskAssigned']);
  expect(streamsOf('popug', rows)).toContain(first?.streamId);
});

test('nobody can be drawn where there is nobody; rows that name somebody are told all the same', () => {
  const rows = [row('a', { assigneeId: null, project: 'Perches' }), row('b')];
  const told = tellOfPast(rows, { ...nothing, candidates: [] });
  expect(codes(told)).toEqual([['a', 'no-eligible-assignee']]);
  expect(told.events).toEqual(tellOfPast([row('b')], nothing).events);
});
