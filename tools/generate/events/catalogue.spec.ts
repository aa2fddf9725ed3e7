import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { encodeBody, type EventType, findEventType } from '#libs/contracts';
import { parseFile, readSchemas, type SchemaFile } from '#libs/schemas';
import { root } from '../../setup/root.mjs';
import { findConsumers } from '../consumers.js';
import { describeEvents } from './catalogue.js';
import { changesSince, describeFields } from './describe-fields.js';
import { readExamples } from './examples.js';

const schemas = readSchemas(path.join(root, 'schemas')).files.map(parseFile) as SchemaFile[];

/** Recorded by nobody yet: their schemas were agreed on ahead of the code. */
const AHEAD = ['accounting.EntryReversed', 'auth.PermissionsChanged'];

test('who records and who reads an event is known from the code', async () => {
  const events = describeEvents(root, schemas, await findConsumers());
  expect(events.find(({ name }) => name === 'tasks.TaskCompleted')).toMatchObject({
    topic: 'aviary.tasks',
    subject: 'aviary.tasks-aviary.tasks.TaskCompleted',
    producers: ['apps/tasks/src/domain/task.decide.ts'],
    consumers: ['accounting.post-entries', 'analytics.completed_tasks', 'keeper.event_index', 'tasks.task_list'],
  });
  const unrecorded = events.filter(({ producers }) => producers.length === 0);
  const [ahead, replaced] = [unrecorded.filter((it) => !it.replacedBy), unrecorded.filter((it) => it.replacedBy)];
  expect(ahead.map(({ name }) => name)).toEqual(AHEAD);
  // Nobody records an event that was replaced, and whoever reads what took its place reads it too.
  expect(events.filter((it) => it.replacedBy)).toEqual(replaced);
  expect(replaced).toContainEqual(
    expect.objectContaining({
      name: 'notifier.MessageFailed',
      replacedBy: 'DeliveryFailed',
      consumers: ['keeper.event_index', 'notifier.outbox'],
    }),
  );
  expect(events.find(({ name }) => name === 'notifier.DeliveryFailed')?.replaces).toEqual(['MessageFailed']);
});

describe('fields', () => {
  const fields = (name: string) => {
    const file = schemas.find(({ event }) => event === name);
    return describeFields(file?.schema.fields.slice(1) ?? []);
  };

  test('have a meaning and, where there is a number or a name, a unit', () => {
    expect(fields('TaskCreated')).toContainEqual({
      path: 'deadline',
      type: 'long',
      unit: 'milliseconds since 1970, UTC',
      meaning: 'Until when it is wanted, in UTC milliseconds; null for whenever.',
      isNullable: true,
      isPersonal: false,
    });
    expect(fields('PayoutIssued').find(({ path: at }) => at === 'amount')?.unit).toBe('minor units of the asset');
    for (const { schema } of schemas)
      for (const { type, unit, path: at } of describeFields(schema.fields))
        if (type === 'long') expect([schema.name, at, unit]).not.toContain('');
  });

  test('of records within are told too, also where a record is used a second time', () => {
    const paths = fields('UserRenamed').map(({ path: at, isPersonal }) => [at, isPersonal]);
    expect(paths).toEqual([
      ['userId', false],
      ['before', false],
      ['before.name', true],
      ['after', false],
      ['after.name', true],
    ]);
  });

  test('that differ from the version before are told', () => {
    const before = fields('TaskCreated');
    const [first, ...others] = before;
    const ticket = { ...before[1]!, path: 'ticketId', meaning: 'The ticket.' };
    expect(changesSince(before, before)).toEqual([]);
    expect(changesSince(before, [...others, { ...first!, isNullable: true }, ticket])).toEqual([
      '`taskId` is string or null, and was string.',
      '`ticketId` is new: The ticket.',
    ]);
    expect(changesSince(before, others)).toEqual(['`taskId` is no longer said.']);
  });
});

describe('examples', () => {
  const examples = [...readExamples(path.join(root, 'schemas'))];
  const at = (body: unknown, [name = '', ...rest]: readonly string[]): unknown => {
    const value = (body as Record<string, unknown> | null)?.[name];
    return rest.length > 0 && value ? at(value, rest) : value;
  };

  test('are what the schemas say, with nothing personal in them', () => {
    expect(examples.length).toBeGreaterThan(20);
    for (const [name, { meta, body }] of examples) {
      const [service = '', event = ''] = name.split('.');
      const type = findEventType(service, event) as EventType;
      expect(meta).toMatchObject({ event, schemaVersion: type.version });
      expect(encodeBody(service, event, body).schemaVersion).toBe(type.version);
      for (const field of type.pii) expect([null, undefined, '***']).toContain(at(body, field.split('.')));
    }
  });
});
