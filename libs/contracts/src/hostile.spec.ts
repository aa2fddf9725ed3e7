import { type Meta } from '#libs/kernel';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeBody, encodeBody } from './codec.js';
import { UndecodableError, UnknownEventVersionError } from './errors.js';
import { decodeRecord, encodeMeta, frame } from './record.js';

const id = '0190aaaa-0000-7000-8000-000000000001';
const meta: Meta = {
  event: 'UserRegistered',
  schemaVersion: 1,
  epoch: 1,
  position: 4711,
  eventId: id,
  tenant: 'popug',
  streamId: `user:${id}`,
  version: 1,
  occurredAt: 1_790_000_000_000,
  recordedAt: 1_790_000_000_001,
  actor: 'system:seed',
  correlationId: id,
  causationId: null,
  traceparent: null,
  ext: { source: 'spec' },
};
const registered = { userId: id, login: 'kesha', name: 'Kesha', email: null, roles: ['admin'], permissions: ['a.b'] };
const body = encodeBody('auth', 'UserRegistered', registered).bytes;
const record = frame(3, encodeMeta(meta), body);

/** Avro's variable-length zigzag coding, without a bound. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value >= 0n ? value * 2n : -value * 2n - 1n;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

/** The code of the error, or `read`. Anything else that is thrown fails the test. */
function outcome(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof UndecodableError) return error.code;
    if (error instanceof UnknownEventVersionError) return 'unknown-version';
    throw error;
  }
}

describe('a record that is none', () => {
  test.each<[string, Buffer | null, string]>([
    ['a tombstone', null, 'tombstone'],
    ['nothing', Buffer.alloc(0), 'too-short'],
    ['half a prefix', record.subarray(0, 4), 'too-short'],
    ['JSON', Buffer.from('{"event": "UserRegistered"}'), 'wrong-magic'],
    ['a prefix alone', record.subarray(0, 5), 'bad-meta'],
    ['metadata cut short', record.subarray(0, 60), 'bad-meta'],
  ])('%s', (_, value, code) => {
    expect(outcome(() => decodeRecord('auth', value))).toBe(code);
  });

  test('says why', () => {
    expect(() => decodeRecord('auth', Buffer.from('{}    '))).toThrow('The record begins with byte 123 instead of 0.');
    expect(() => decodeBody('auth', 'UserRegistered', 1, body.subarray(0, -1))).toThrow('cut short');
  });
});

test('a body that is cut anywhere, or goes on after its end, is undecodable', () => {
  for (let length = 0; length < body.length; length++)
    expect(outcome(() => decodeBody('auth', 'UserRegistered', 1, body.subarray(0, length)))).toBe('bad-body');
  const longer = Buffer.concat([body, Buffer.from([0])]);
  expect(outcome(() => decodeBody('auth', 'UserRegistered', 1, longer))).toBe('trailing-bytes');
});

describe('what is not known', () => {
  const unknown = (changed: Partial<Meta>) => decodeRecord('auth', frame(3, encodeMeta({ ...meta, ...changed }), body));

  test('an event of a newer release: its metadata can be read, its body not yet', () => {
    const found = unknown({ event: 'UserTeleported' });
    expect(found.meta.position).toBe(4711);
    expect(outcome(() => found.body())).toBe('unknown-version');
  });

  test('a newer version of a known event', () => {
    expect(outcome(() => unknown({ schemaVersion: 2 }).body())).toBe('unknown-version');
    expect(outcome(() => unknown({ schemaVersion: 0 }).body())).toBe('unknown-version');
    expect(outcome(() => unknown({ schemaVersion: -1 }).body())).toBe('unknown-version');
  });
});

describe('lengths that lie', () => {
  const upToRoles = encodeBody('auth', 'UserRegistered', { ...registered, roles: [], permissions: [] }).bytes.subarray(
    0,
    -2,
  );

  test.each<[string, bigint]>([
    ['2^40', 2n ** 40n],
    ['2^62', 2n ** 62n],
    ['-2^62', -(2n ** 62n)],
    ['2^200', 2n ** 200n],
    ['one too many', 3n],
  ])('a list of %s items', (_, claimed) => {
    const bytes = Buffer.concat([upToRoles, varint(claimed), Buffer.from([0, 0])]);
    expect(outcome(() => decodeBody('auth', 'UserRegistered', 1, bytes))).toBe('bad-body');
  });

  test.each<[string, bigint]>([
    ['2^40', 2n ** 40n],
    ['-1', -1n],
    ['2^200', 2n ** 200n],
    ['2^2000', 2n ** 2000n],
  ])('a text of %s bytes', (_, claimed) => {
    const bytes = Buffer.concat([varint(claimed), Buffer.from('abc')]);
    expect(outcome(() => decodeBody('auth', 'LoggedIn', 1, bytes))).toBe('bad-body');
  });

  test('a union with a branch that it has not', () => {
    const bytes = Buffer.concat([varint(36n), Buffer.from(id), varint(2n), Buffer.from('abc')]);
    expect(outcome(() => decodeBody('auth', 'UserRegistered', 1, bytes))).toBe('bad-body');
  });
});

describe('numbers', () => {
  const opened = (position: bigint) => decodeBody('tasks', 'LogEpochOpened', 1, varint(position));

  test.each([0n, -1n, 2n ** 52n, -(2n ** 52n) - 1n, 9_000_000_000_000_000n, -9_000_000_000_000_000n])('%s', (value) => {
    expect(opened(value)).toStrictEqual({ fromPosition: Number(value) });
  });

  test.each([9_000_000_000_000_001n, -9_000_000_000_000_001n, 2n ** 53n, -(2n ** 63n), 2n ** 70n, 2n ** 2000n])(
    '%s is beyond what can be held',
    (value) => {
      expect(outcome(() => opened(value))).toBe('bad-body');
    },
  );
});

test('metadata with a version beyond 32 bits', () => {
  const bytes = Buffer.concat([
    record.subarray(0, 5),
    varint(1n),
    Buffer.from('X'),
    varint(2n ** 40n),
    Buffer.alloc(200),
  ]);
  expect(() => decodeRecord('auth', bytes)).toThrow('a number has more than 32 bits');
});

test('blocks of a list with their length in bytes, as other writers make them, are read', () => {
  const roles = Buffer.concat([
    varint(-1n),
    varint(2n),
    varint(1n),
    Buffer.from('x'),
    varint(1n),
    varint(1n),
    Buffer.from('y'),
  ]);
  const head = encodeBody('auth', 'UserRegistered', { ...registered, roles: [], permissions: [] }).bytes.subarray(
    0,
    -2,
  );
  const bytes = Buffer.concat([head, roles, Buffer.from([0, 0])]);
  expect(decodeBody('auth', 'UserRegistered', 1, bytes)).toMatchObject({ roles: ['x', 'y'], permissions: [] });
});

test('a key that means something to JavaScript is but a key', () => {
  const odd = { ...meta, ext: JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string> };
  expect(Object.entries(decodeRecord('auth', frame(3, encodeMeta(odd), body)).meta.ext)).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

test('bytes turned at random are read as something or refused, and nothing else happens', () => {
  const turns = fc.array(fc.tuple(fc.nat(record.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(turns, (places) => {
      const bytes = Buffer.from(record);
      for (const [at, byte] of places) bytes[at] = byte;
      outcome(() => decodeRecord('auth', bytes).body());
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      outcome(() => decodeBody('auth', 'UserRegistered', 1, Buffer.from(bytes)));
    }),
    { numRuns: 2000 },
  );
});
