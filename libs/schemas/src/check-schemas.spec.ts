import { describe, expect, test } from '@jest/globals';
import { type CheckOptions, checkSchemas } from './check-schemas.js';
import { type Break } from './evolution/break.js';
import { type HeldText } from './evolution/baseline.js';
import { explainBreak } from './explain.js';
import { fieldOf, type Loose, planted } from './fixtures/planted.js';
import { type SchemaText } from './schema-file.js';

const ticket = { name: 'ticketId', doc: 'The ticket.', type: ['null', 'string'], default: null, fields: [] };
const price = { name: 'price', doc: 'What it costs, in minor units.', type: 'long', fields: [] };

const task = (version: number, change?: (schema: Loose) => void): SchemaText =>
  planted('tasks', 'TaskCreated', change, version);
const withField = (field: Loose) => (schema: Loose) => void schema.fields.push(field);
const without = (name: string) => (schema: Loose) =>
  void schema.fields.splice(schema.fields.indexOf(fieldOf(schema, name)), 1);

/** Breaks without what is the same in all of them. */
const breaks = (files: readonly SchemaText[], options: CheckOptions = {}) =>
  checkSchemas({ files, misplaced: [] }, options).breaks.map(({ from, to, path, reason }) => ({
    from,
    to,
    path,
    reason,
  }));

describe('versions among each other', () => {
  test('a second one with a nullable field more is welcome', () => {
    expect(checkSchemas({ files: [task(1), task(2, withField(ticket))], misplaced: [] })).toEqual({
      breaks: [],
      lint: [],
    });
  });

  test('a field without default keeps new from reading old', () => {
    expect(breaks([task(1), task(2, withField(price))])).toEqual([
      {
        from: 1,
        to: 2,
        path: 'price',
        reason:
          'version 2 cannot read what version 1 wrote (old with new): version 1 does not have the field, and version 2 gives no default for it',
      },
    ]);
  });

  test('a field without default that goes keeps old from reading new, also over a version between', () => {
    const found = breaks([task(1), task(2), task(3, without('taskId'))]);
    expect(found).toMatchObject([
      { from: 1, to: 3, path: 'taskId' },
      { from: 2, to: 3, path: 'taskId' },
    ]);
    expect(found[0]?.reason).toContain('version 1 cannot read what version 3 wrote (new with old)');
  });

  test('none may be left out', () => {
    expect(breaks([task(1), task(3, withField(ticket))])).toEqual([
      { from: 1, to: 3, path: '', reason: 'version 2 is missing before version 3: versions go 1, 2, 3 …' },
    ]);
    expect(breaks([task(4)])).toMatchObject([
      { from: 4, to: 4, reason: expect.stringContaining('versions 1 to 3 are missing before version 4') as unknown },
    ]);
  });

  test('an event that nobody knows yet is judged as any other', () => {
    const probe = (version: number, change: (schema: Loose) => void = () => undefined) => ({
      ...planted(
        'tasks',
        'TaskCreated',
        (schema) => Object.assign(schema, { name: 'Probe' }) && change(schema),
        version,
      ),
      event: 'Probe',
    });
    const { breaks: found } = checkSchemas({ files: [probe(1), probe(2, withField(price))], misplaced: [] });
    expect(found).toMatchObject([{ event: 'tasks.Probe', from: 1, to: 2, path: 'price', consumers: [] }]);
  });
});

describe('a version that is no schema', () => {
  test.each<[string, SchemaText, Partial<Break>]>([
    ['no JSON', { ...task(1), text: '{' }, { path: '', reason: expect.stringContaining('no JSON') as never }],
    [
      'no record',
      { ...task(1), text: '"string"' },
      { path: '', reason: expect.stringContaining('no record') as never },
    ],
    [
      'a field twice',
      task(1, withField({ ...fieldOf(JSON.parse(task(1).text) as Loose, 'title') })),
      { path: 'title', reason: 'it is no valid schema: the field is there twice' },
    ],
    [
      'a default of another type',
      task(1, (schema) => (fieldOf(schema, 'title').default = 7)),
      { path: 'title', reason: 'it is no valid schema: the default 7 is no null | string' },
    ],
  ])('%s', (_, file, expected) => {
    expect(checkSchemas({ files: [file], misplaced: [] }).breaks).toMatchObject([{ from: 1, to: 1, ...expected }]);
  });

  test('the others are judged all the same', () => {
    const found = breaks([task(1), { ...task(2), text: '[]' }, task(3, withField(price))]);
    expect(found.map(({ from, to }) => [from, to])).toEqual([
      [1, 3],
      [2, 2],
    ]);
  });
});

describe('against what is out', () => {
  const git = (...files: HeldText[]): CheckOptions => ({ baselines: [{ holder: 'git', files }] });
  const reworded = (schema: Loose) => void (schema.doc = 'Another word.');

  test('what is the same, in whatever layout, is no matter', () => {
    const laidOut = { ...task(1), text: JSON.stringify(JSON.parse(task(1).text), undefined, 4) };
    expect(breaks([laidOut, task(2, withField(ticket))], git(task(1)))).toEqual([]);
  });

  test('a released file is not edited, be it a word', () => {
    expect(breaks([task(1, reworded)], git(task(1)))).toEqual([
      {
        from: 1,
        to: 1,
        path: '',
        reason:
          'a released file is never edited: put it back, and write what is new as the next version (its doc is not as it was)',
      },
    ]);
  });

  test('an edit that breaks is told with what it breaks', () => {
    const found = breaks([task(1, without('taskId')), task(2)], git(task(1)));
    expect(found).toMatchObject([
      { from: 1, to: 1, path: 'taskId', reason: expect.stringContaining('a released file is never edited') as unknown },
      {
        from: 1,
        to: 1,
        path: 'taskId',
        reason: expect.stringContaining('version 1 as it was released cannot read what version 1 wrote') as unknown,
      },
      {
        from: 1,
        to: 2,
        path: 'taskId',
        reason: expect.stringContaining('version 2 cannot read what version 1') as unknown,
      },
    ]);
  });

  test('a released file stays where it is, and so does the last one of an event', () => {
    const [one, two] = [task(1), task(2, withField(ticket))];
    expect(breaks([one], git(one, two))).toMatchObject([
      { from: 2, to: 2, reason: expect.stringContaining('is gone: put it back') as unknown },
    ]);
    expect(checkSchemas({ files: [], misplaced: [] }, git(one)).breaks).toMatchObject([{ event: 'tasks.TaskCreated' }]);
  });

  test('who mends what should never have got out is let through', () => {
    const [one, bad, good] = [task(1), task(2, withField(price)), task(2, withField(ticket))];
    expect(breaks([one, good], git(one, bad))).toEqual([]);
    expect(breaks([one], git(one, bad))).toEqual([]);
    expect(breaks([one], git({ ...task(1, reworded), earlier: [one.text] }))).toEqual([]);
    expect(breaks([one, good], git(one, task(2, withField({ ...ticket, name: 'other' }))))).toHaveLength(1);
  });

  test('a registry that holds something else, or more, is told of', () => {
    const registry = (...files: SchemaText[]): CheckOptions => ({ baselines: [{ holder: 'registry', files }] });
    const [one, two] = [task(1), task(2, withField(ticket))];
    expect(breaks([one], registry(one, two))).toMatchObject([
      { from: 2, to: 2, reason: 'the registry holds a version that is not in the repository' },
    ]);
    const other = registry(one, task(2, withField({ ...ticket, type: ['null', 'long'] })));
    expect(breaks([one, two], other)).toMatchObject([
      { from: 2, to: 2, path: 'ticketId', reason: expect.stringContaining('holds another schema') as unknown },
      { from: 2, to: 2, path: 'ticketId', reason: expect.stringContaining('as the registry holds it') as unknown },
      { from: 2, to: 2, path: 'ticketId', reason: expect.stringContaining('(new with old)') as unknown },
    ]);
  });
});

test('a break is told with those of ours that would fail', () => {
  const consumers = { 'tasks.TaskCreated': ['tasks.task_list', 'accounting.task_titles'] };
  const { breaks: found } = checkSchemas({ files: [task(1), task(2, withField(price))], misplaced: [] }, { consumers });
  expect(found.map(explainBreak)).toEqual([
    'tasks.TaskCreated, versions 1 and 2, price: version 2 cannot read what version 1 wrote (old with new): version 1 does not have the field, and version 2 gives no default for it. Of ours, tasks.task_list, accounting.task_titles would fail.',
  ]);
});
