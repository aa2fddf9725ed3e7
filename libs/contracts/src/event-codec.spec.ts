import { expect, test } from '@jest/globals';
import { type AvroField, type AvroRecord } from '#libs/schemas';
import { findEventType } from './catalogue.js';
import { UnknownEventVersionError } from './errors.js';
import { EventCodec } from './event-codec.js';
import { type EventType } from './event-type.js';

const id = '0190aaaa-0000-7000-8000-000000000001';
const first = findEventType('employees', 'EmployeeChanged', 1) as EventType;

/** The event as a next release may have it: with a field more at its end, and one in a record within it. */
function second(): EventType {
  const schema = JSON.parse(first.schema) as AvroRecord;
  const more = (name: string): AvroField => ({ name, type: ['null', 'string'], default: null });
  const before = schema.fields.find(({ name }) => name === 'before')?.type as readonly [string, AvroRecord];
  const details: AvroRecord = { ...before[1], fields: [...before[1].fields, more('nickname')] };
  const fields = schema.fields.map((field) =>
    field.name === 'before' ? { ...field, type: ['null', details] } : field,
  );
  return { ...first, version: 2, schema: JSON.stringify({ ...schema, fields: [...fields, more('reason')] }) };
}

const details = { name: 'Kesha (Captain)', positionId: null, departmentId: id };
const written = new EventCodec([first]).encode({ employeeId: id, before: null, after: details });

test('a body of an older version is read in the newest shape, what it lacked at its default', () => {
  const codec = new EventCodec([first, second()]);
  expect(codec.decode(1, written.bytes, 0)).toStrictEqual({
    employeeId: id,
    before: null,
    after: { ...details, nickname: null },
    reason: null,
  });
});

test('an upcaster says what an older version meant, and leaves the newest alone', () => {
  const asked: unknown[] = [];
  const codec = new EventCodec([first, second()], (service, event, version, newest, body) => {
    asked.push([service, event, version, newest]);
    return { ...body, reason: 'upcast' };
  });
  expect(codec.decode(1, written.bytes, 0)).toMatchObject({ employeeId: id, reason: 'upcast' });
  const newest = { employeeId: id, before: null, after: null, reason: 'promoted' };
  const { schemaVersion, bytes } = codec.encode(newest);
  expect(schemaVersion).toBe(2);
  expect(codec.decode(2, bytes, 0)).toStrictEqual(newest);
  expect(asked).toEqual([['employees', 'EmployeeChanged', 1, 2]]);
});

test('what a newer release wrote is not guessed at', () => {
  expect(() => new EventCodec([first]).decode(2, written.bytes, 0)).toThrow(UnknownEventVersionError);
});
