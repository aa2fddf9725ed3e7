import { type Meta, MAX_AMOUNT } from '#libs/kernel';
import { describe, expect, test } from '@jest/globals';
import avsc from 'avsc';
import fc from 'fast-check';
import { type AvroField, type AvroRecord, type AvroType } from '#libs/schemas';
import { bodySchema, isUnion } from './body-schema.js';
import { findEventType } from './catalogue.js';
import { decodeBody, encodeBody } from './codec.js';
import { catalogue } from './generated/index.js';
import { META_FIELD } from './generated/meta.js';
import { decodeRecord, encodeMeta, frame } from './record.js';
import { inCurrentTerms } from './replaced-events.js';

// Numbers near the bounds are where an encoding goes wrong, so they are drawn often.
const long = fc.oneof(
  fc.integer({ min: -MAX_AMOUNT, max: MAX_AMOUNT }),
  fc.constantFrom(
    0,
    -1,
    1,
    63,
    64,
    -64,
    -65,
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 52,
    -(2 ** 52) - 1,
    MAX_AMOUNT,
    -MAX_AMOUNT,
  ),
);
const time = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
const text = fc.string({ unit: 'binary', maxLength: 200 });
const primitives: Record<string, fc.Arbitrary<unknown>> = {
  null: fc.constant(null),
  boolean: fc.boolean(),
  int: fc.integer(),
  long,
  string: text,
};

/** Any value of the type. `named` has the records that were defined before. */
function arbitraryOf(type: AvroType, named = new Map<string, fc.Arbitrary<unknown>>()): fc.Arbitrary<unknown> {
  if (isUnion(type)) return fc.oneof(...type.map((branch) => arbitraryOf(branch, named)));
  if (typeof type === 'string') {
    const known = primitives[type] ?? named.get(type);
    if (!known) throw new Error(`no arbitrary for ${type}`);
    return known;
  }
  if ('fields' in type) {
    const fields = type.fields.map((field: AvroField) => [field.name, arbitraryOf(field.type, named)] as const);
    const record = fc.record(Object.fromEntries(fields), { noNullPrototype: true });
    named.set(type.name, record);
    return record;
  }
  if ('items' in type) return fc.array(arbitraryOf(type.items, named), { maxLength: 5 });
  if ('values' in type) return fc.dictionary(text, arbitraryOf(type.values, named), { noNullPrototype: true });
  if (type.logicalType === 'uuid') return fc.uuid();
  return type.logicalType === 'timestamp-millis' ? time : arbitraryOf(type.type, named);
}

const metaSchema = (JSON.parse(META_FIELD) as AvroField).type;
const anyMeta = arbitraryOf(metaSchema) as fc.Arbitrary<Meta>;

/** What is written today; bytes of older versions are in the corpus. */
const newest = catalogue.filter((type) => findEventType(type.service, type.event) === type);

describe.each(newest.map((type) => ({ name: `${type.service}.${type.event} version ${type.version}`, type })))(
  '$name',
  ({ type }) => {
    const { service, event, version } = type;
    const schema = JSON.parse(type.schema) as AvroRecord;
    const anyBody = arbitraryOf(bodySchema(schema)) as fc.Arbitrary<object>;

    test('what is written is read back the same', () => {
      fc.assert(
        fc.property(anyBody, (body) => {
          const { schemaVersion, bytes } = encodeBody(service, event, body);
          expect(schemaVersion).toBe(version);
          expect(decodeBody(service, event, schemaVersion, bytes)).toStrictEqual(inCurrentTerms(service, event, body));
        }),
        { numRuns: 50 },
      );
    });

    test('metadata and body one after the other are the whole record, byte for byte', () => {
      const whole = avsc.Type.forSchema(schema as unknown as Parameters<typeof avsc.Type.forSchema>[0]);
      // avsc as it is writes longs below -2^52 wrongly: as the oracle it is asked only for what it knows.
      const known = (value: object) => !JSON.stringify(value).match(/-\d{16}/);
      fc.assert(
        fc.property(anyMeta.filter(known), anyBody.filter(known), (meta, body) => {
          const value = frame(7, encodeMeta(meta), encodeBody(service, event, body).bytes);
          expect(value.subarray(5)).toEqual(whole.toBuffer({ meta, ...body }));
          const record = decodeRecord(service, value);
          expect(record.schemaId).toBe(7);
          expect(record.meta).toStrictEqual(meta);
        }),
        { numRuns: 20 },
      );
    });
  },
);

test('a record says by itself which event it is, and reads as a whole', () => {
  fc.assert(
    fc.property(anyMeta, (drawn) => {
      const meta = { ...drawn, event: 'LoggedIn', schemaVersion: 1 };
      const body = { userId: meta.eventId, sessionId: meta.correlationId };
      const record = decodeRecord('auth', frame(1, encodeMeta(meta), encodeBody('auth', 'LoggedIn', body).bytes));
      expect(record.meta).toStrictEqual(meta);
      expect(record.body()).toStrictEqual(body);
      expect(decodeBody('auth', 'LoggedIn', 1, record.bodyBytes)).toStrictEqual(body);
    }),
  );
});
