import { describe, expect, test } from '@jest/globals';
import { type Fact } from '#libs/kernel';
import { defineProjection, type ProjectionDefinition } from './define.js';

interface Row {
  taskId: string;
  fee: number;
  title: string | null;
}
type Created = Fact<'Created', { taskId: string; title: string | null; fee: number }>;
type Renamed = Fact<'Renamed', { taskId: string; title: string }>;

const definition: ProjectionDefinition<Row, Created | Renamed, { key: 'taskId' }> = {
  service: 'tasks',
  name: 'task_list',
  version: 2,
  events: { tasks: ['Created', 'Renamed'] },
  table: { columns: { taskId: 'uuid', fee: 'long', title: { type: 'text', nullable: true } }, primaryKey: ['taskId'] },
  keys: ({ body }) => [{ taskId: body.taskId }],
  evolve: (row, { event, body }) => (event === 'Created' ? { ...body } : row ? { ...row, title: body.title } : null),
};

describe('a definition', () => {
  test('says who it is, and where its rows are', () => {
    const view = defineProjection(definition);
    expect(view.id).toBe('tasks.task_list_v2');
    expect(view.table).toMatchObject({ schema: 'tasks', name: 'task_list_v2' });
    expect(view.table.columns.map(({ name }) => name)).toEqual(['task_id', 'fee', 'title']);
    expect(view.sources).toEqual(new Map([['tasks', new Set(['Created', 'Renamed'])]]));
    expect([view.handles('Renamed'), view.handles('Other')]).toEqual([true, false]);
  });

  const { table } = definition;
  test.each<[string, Partial<typeof definition>, string]>([
    ['a name that is no identifier', { name: 'taskList' }, 'is not lower-case words'],
    ['a version 0', { version: 0 }, 'is not 1, 2, 3'],
    ['no events', { events: { tasks: [] } }, 'declares no events'],
    ['an event of two logs', { events: { tasks: ['Created'], auth: ['Created'] } }, 'declares an event twice'],
    ['the opening of an epoch', { events: { tasks: ['LogEpochOpened' as 'Created'] } }, 'which is the engine’s'],
    [
      'an event that was replaced',
      { events: { notifier: ['MessageFailed' as 'Created'] } },
      'DeliveryFailed has replaced',
    ],
    ['no primary key', { table: { ...table, primaryKey: [] } }, 'has no primary key'],
    [
      'a key that can be null',
      { table: { ...table, primaryKey: ['title' as 'taskId'] } },
      'cannot be part of the primary',
    ],
    ['an index of what is no column', { table: { ...table, indexes: [['fees' as 'fee']] } }, 'has no column "fees"'],
    ['a name that leaves no room', { name: 'a'.repeat(52) }, 'at most 51 characters'],
  ])('with %s is refused', (_, change, message) => {
    expect(() => defineProjection({ ...definition, ...change })).toThrow(message);
  });
});

/** What the compiler must refuse; these lines are never run, `tsc` proves them. */
export function typesAreChecked(): void {
  const { table } = definition;
  type Both = Created | Renamed;
  // @ts-expect-error -- not an event of this view
  defineProjection<Row, Both>({ ...definition, events: { tasks: ['Deleted'] } });
  // @ts-expect-error -- the fold sees only the events that it declares
  defineProjection<Row, Created>({ ...definition, evolve: (_, { event }) => (event === 'Renamed' ? null : null) });
  // @ts-expect-error -- a key without its member
  defineProjection<Row, Both, { key: 'taskId' }>({ ...definition, keys: () => [{}] });
  // @ts-expect-error -- a row without its members
  defineProjection<Row, Both>({ ...definition, evolve: () => ({ taskId: '' }) });
  // @ts-expect-error -- the key is another than the one that was named
  defineProjection<Row, Both, { key: 'taskId' }>({ ...definition, table: { ...table, primaryKey: ['fee'] } });
  // @ts-expect-error -- a text is no long
  defineProjection<Row, Both>({ ...definition, table: { ...table, columns: { ...table.columns, taskId: 'long' } } });
  // @ts-expect-error -- a title can be null
  defineProjection<Row, Both>({ ...definition, table: { ...table, columns: { ...table.columns, title: 'text' } } });
  // @ts-expect-error -- a column is missing
  defineProjection<Row, Both>({ ...definition, table: { ...table, columns: { taskId: 'uuid', fee: 'long' } } });
}
