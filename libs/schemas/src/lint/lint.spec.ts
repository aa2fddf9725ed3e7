import { describe, expect, test } from '@jest/globals';
import { checkSchemas } from '../check-schemas.js';
import { fieldOf, type Loose, metaOf, ours, planted } from '../fixtures/planted.js';

/** What the lint finds in one changed schema. */
const breaches = (service: string, event: string, change: (schema: Loose) => void): string[] =>
  checkSchemas({ files: [planted(service, event, change)], misplaced: [] }).lint.map(({ path, reason }) =>
    path ? `${path}: ${reason}` : reason,
  );

test('the schemas of the project keep every rule', () => {
  expect(ours.files.length).toBeGreaterThan(40);
  expect(checkSchemas(ours)).toEqual({ breaks: [], lint: [] });
});

test('a file that lies in the wrong place is named', () => {
  expect(checkSchemas({ files: [], misplaced: ['tasks/TaskCreated/01.avsc'] }).lint).toEqual([
    {
      event: 'tasks/TaskCreated/01.avsc',
      version: 0,
      path: '',
      reason: 'a schema lies at <service>/<Event>/<version>.avsc',
    },
  ]);
});

describe('a planted breach is found:', () => {
  test.each<[string, (schema: Loose) => void, string]>([
    [
      'a record named otherwise than its folder',
      (s) => (s.name = 'TaskMade'),
      'the record is named TaskMade, but its folder TaskCreated',
    ],
    ['another namespace', (s) => (s.namespace = 'aviary'), 'the namespace must be aviary.tasks'],
    ['a record without doc', (s) => delete s.doc, 'the record needs a doc'],
    ['a field without doc', (s) => delete fieldOf(s, 'title').doc, 'title: the field needs a doc'],
    [
      'a field in snake case',
      (s) => (fieldOf(s, 'title').name = 'task_title'),
      'task_title: a field is named in camelCase',
    ],
    [
      'a text without null',
      (s) => Object.assign(fieldOf(s, 'title'), { type: 'string', default: undefined }),
      'title: only ids, amounts and times are without null: make it nullable, or say its kind',
    ],
    [
      'a text with an empty default',
      (s) => Object.assign(fieldOf(s, 'title'), { type: 'string', default: '' }),
      'title: only ids, amounts and times are without null: make it nullable, or say its kind',
    ],
    [
      'a nullable field without default',
      (s) => delete fieldOf(s, 'title').default,
      'title: it must be a union of null and one other type, with default null',
    ],
    [
      'null in the second place',
      (s) => (fieldOf(s, 'title').type = ['string', 'null']),
      'title: it must be a union of null and one other type, with default null',
    ],
    [
      'a union of three',
      (s) => (fieldOf(s, 'title').type = ['null', 'string', 'long']),
      'title: a union is of null, written first, and one other type',
    ],
    [
      'an int',
      (s) => (fieldOf(s, 'assignmentFee').type = 'int'),
      'assignmentFee: integers are long: an int could never grow',
    ],
    [
      'a nullable int',
      (s) => (fieldOf(s, 'title').type = ['null', 'int']),
      'title: integers are long: an int could never grow',
    ],
    [
      'an int in a list',
      (s) => Object.assign(fieldOf(s, 'title'), { type: { type: 'array', items: 'int' }, default: [] }),
      'title: integers are long: an int could never grow',
    ],
    [
      'a double',
      (s) => (fieldOf(s, 'assignmentFee').type = 'double'),
      'assignmentFee: amounts are integers in minor units',
    ],
    [
      'an enum',
      (s) => (fieldOf(s, 'title').type = ['null', { type: 'enum', name: 'Title', symbols: ['A'] }]),
      'title: open sets are strings: an enum breaks readers that do not know its newest member',
    ],
    ['bytes', (s) => (fieldOf(s, 'title').type = ['null', 'bytes']), 'title: bytes is no type that is used'],
    [
      'a time in microseconds',
      (s) => (fieldOf(s, 'deadline').type = ['null', { type: 'long', logicalType: 'timestamp-micros' }]),
      'deadline: timestamp-micros is not a meaning of long that is used',
    ],
    [
      'an amount with a default',
      (s) => (fieldOf(s, 'assignmentFee').default = 0),
      'assignmentFee: an id, amount or time has no default',
    ],
    [
      'a list without default',
      (s) => Object.assign(fieldOf(s, 'title'), { type: { type: 'array', items: 'string' }, default: undefined }),
      'title: a list must have the default []',
    ],
    [
      'a map without default',
      (s) => Object.assign(fieldOf(s, 'title'), { type: { type: 'map', values: 'string' }, default: undefined }),
      'title: a map must have the default {}',
    ],
    [
      'a kind that is none',
      (s) => (fieldOf(s, 'title').kind = 'text'),
      'title: kind is id or time, and only on a string: uuid, timestamp-millis and long speak for themselves',
    ],
    [
      'a body that uses the type of meta',
      (s) => (fieldOf(s, 'title').type = ['null', 'aviary.Meta']),
      'title: a body names no type of meta',
    ],
  ])('%s', (_, change, problem) => {
    expect(breaches('tasks', 'TaskCreated', change)).toContain(problem);
  });

  test('a rule holds in records within a body too', () => {
    const settingsOf = (schema: Loose) => (fieldOf(schema, 'before').type as [string, Loose])[1];
    expect(
      breaches('tenants', 'TenantSettingsChanged', (s) => (fieldOf(settingsOf(s), 'feeMin').type = 'int')),
    ).toContain('before.feeMin: integers are long: an int could never grow');
    expect(breaches('tenants', 'TenantSettingsChanged', (s) => delete settingsOf(s).doc)).toEqual([
      'before: the record needs a doc',
    ]);
    const moved = (schema: Loose) => {
      settingsOf(schema).namespace = 'aviary';
      fieldOf(schema, 'after').type = ['null', 'aviary.TenantSettings'];
    };
    expect(breaches('tenants', 'TenantSettingsChanged', moved)).toContain(
      'before: the record must be in aviary.tenants',
    );
  });
});

describe('meta is frozen:', () => {
  test.each<[string, (schema: Loose) => void, string]>([
    [
      'a field more',
      (s) => metaOf(s).fields.push({ name: 'more', type: 'string', fields: [] }),
      'meta: it is frozen, what is new goes into ext',
    ],
    ['a field less', (s) => metaOf(s).fields.pop(), 'meta: it is frozen, what is new goes into ext'],
    ['another order', (s) => metaOf(s).fields.reverse(), 'meta: it is frozen, what is new goes into ext'],
    [
      'another type',
      (s) => (fieldOf(metaOf(s), 'epoch').type = 'long'),
      'meta: it is frozen, what is new goes into ext',
    ],
    [
      'another default',
      (s) => delete fieldOf(metaOf(s), 'actor').default,
      'meta: it is frozen, what is new goes into ext',
    ],
    ['another name', (s) => (metaOf(s).name = 'Metadata'), 'meta: the record must be named aviary.Meta'],
    ['another place', (s) => s.fields.push(s.fields.shift() as Loose), 'meta: the first field must be the record meta'],
    ['none', (s) => s.fields.shift(), 'meta: the first field must be the record meta'],
  ])('%s', (_, change, problem) => {
    expect(breaches('tasks', 'TaskCreated', change)).toContain(problem);
  });

  test('a doc of it that differs between files', () => {
    const odd = planted('tasks', 'TaskCreated', (s) => (fieldOf(metaOf(s), 'epoch').doc = 'An epoch.'));
    expect(checkSchemas({ files: [planted('auth', 'LoggedIn'), odd], misplaced: [] }).lint).toEqual([
      {
        event: 'tasks.TaskCreated',
        version: 1,
        path: 'meta',
        reason: 'it must be the same to the letter as in auth/LoggedIn/1.avsc',
      },
    ]);
  });
});

describe('personal data is sealed:', () => {
  test.each<[string, (schema: Loose) => void, string]>([
    [
      'a personal field without null',
      (s) => Object.assign(fieldOf(s, 'name'), { type: 'string', kind: 'id', default: undefined }),
      'name: a personal field is of type ["null", "string"] with default null',
    ],
    [
      'a personal number',
      (s) => (fieldOf(s, 'name').type = ['null', 'long']),
      'name: a personal field is of type ["null", "string"] with default null',
    ],
    [
      'a field that sounds personal and is not marked',
      (s) => delete fieldOf(s, 'email').pii,
      'email: it is personal: mark it with "pii": true',
    ],
    ['nobody whose data it is', (s) => delete s.piiSubject, 'piiSubject: say whose login, name, email are'],
    [
      'a subject that is no field',
      (s) => (s.piiSubject = 'person'),
      'piiSubject: person is no field of the body with a uuid, never null',
    ],
    [
      'a subject that is no uuid',
      (s) => (s.piiSubject = 'login'),
      'piiSubject: login is no field of the body with a uuid, never null',
    ],
    [
      'personal data in a list',
      (s) =>
        Object.assign(fieldOf(s, 'roles'), {
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'Alias',
              doc: 'x',
              fields: [{ name: 'alias', doc: 'x', type: ['null', 'string'], default: null, pii: true }],
            },
          },
        }),
      'roles.alias: a personal field in a list is never sealed: put it outside',
    ],
  ])('%s', (_, change, problem) => {
    expect(breaches('auth', 'UserRegistered', change)).toContain(problem);
  });

  test('a subject without anything personal', () => {
    expect(breaches('auth', 'LoggedIn', (s) => (s.piiSubject = 'userId'))).toEqual([
      'piiSubject: nothing in it is personal',
    ]);
  });
});
