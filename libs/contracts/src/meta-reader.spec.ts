import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Meta, MAX_AMOUNT } from '#libs/kernel';
import { type AvroField, type AvroRecord } from '#libs/schemas';
import { avroType } from './avro-type.js';
import { META_FIELD } from './generated/meta.js';
import { MetaReader } from './meta-reader.js';
import { encodeMeta } from './record.js';

const general = avroType((JSON.parse(META_FIELD) as AvroField).type as AvroRecord);
const uuid = fc.uuid({ version: 7 });
const text = fc.string({ unit: 'grapheme', maxLength: 300 });
const natural = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 2 ** 47 - 1 }));
const int = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const some = <T>(each: fc.Arbitrary<T>) => fc.option(each, { nil: null });

const usual: fc.Arbitrary<Meta> = fc.record({
  ...{ event: text, schemaVersion: int, epoch: int, position: natural, eventId: uuid, tenant: text, streamId: text },
  ...{ version: natural, occurredAt: natural, recordedAt: natural, actor: some(text), correlationId: uuid },
  ...{ causationId: some(uuid), traceparent: some(text), ext: fc.constant({}) },
});

test('what it reads is what the general reader reads, and ends where that ends', () => {
  const reader = new MetaReader();
  fc.assert(
    fc.property(usual, fc.nat(20), fc.nat(20), (meta, before, after) => {
      const whole = general.toBuffer(meta);
      const bytes = Buffer.concat([Buffer.alloc(before, 7), whole, Buffer.alloc(after, 9)]);
      expect(reader.read(bytes, before)).toEqual(meta);
      expect(reader.end).toBe(before + whole.length);
    }),
  );
});

const meta: Meta = {
  ...{ event: 'TaskCreated', schemaVersion: 1, epoch: 1, position: 4_711, eventId: uuidOf(1), tenant: 'popug' },
  ...{ streamId: 'task:1', version: 3, occurredAt: 1_790_000_000_000, recordedAt: 1_790_000_000_001 },
  ...{ actor: 'system:spec', correlationId: uuidOf(2), causationId: uuidOf(3), traceparent: null, ext: {} },
};
function uuidOf(n: number): string {
  return `0190aaaa-0000-7000-8000-00000000000${n}`;
}

test.each<[string, Meta]>([
  ['something in ext', { ...meta, ext: { source: 'spec' } }],
  ['a time before 1970', { ...meta, occurredAt: -1 }],
  ['a position as large as can be', { ...meta, position: MAX_AMOUNT }],
])('%s is left to the general reader', (_, unusual) => {
  expect(new MetaReader().read(encodeMeta(unusual), 0)).toBeUndefined();
});

test('so is whatever is cut short, or is something else', () => {
  const reader = new MetaReader();
  const whole = encodeMeta(meta);
  for (let length = 0; length < whole.length; length += 1)
    expect(reader.read(whole.subarray(0, length), 0)).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (garbage) => {
      const bytes = Buffer.from(garbage);
      const read = reader.read(bytes, 0);
      if (read) expect(read).toEqual(general.decode(bytes, 0).value);
    }),
    { numRuns: 2_000 },
  );
});

test('a text that comes again and again, and then does not, is what it is each time', () => {
  const reader = new MetaReader();
  for (const tenant of ['popug', 'popug', 'popugs', 'popuf', '', 'popug'])
    expect(reader.read(encodeMeta({ ...meta, tenant }), 0)).toEqual({ ...meta, tenant });
});
