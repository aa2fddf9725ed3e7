import { expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { readBatches, UnreadableBatchError } from './record-batches.js';

interface Sent {
  readonly key: string | null;
  readonly value: string | null;
}

/** Zigzag, seven bits to a byte. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = ((value << 1) ^ (value >> 31)) >>> 0; ; rest >>>= 7) {
    bytes.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) return Buffer.from(bytes);
  }
}

const piece = (text: string | null): Buffer =>
  text === null ? varint(-1) : Buffer.concat([varint(Buffer.byteLength(text)), Buffer.from(text)]);

function recordOf({ key, value }: Sent, delta: number): Buffer {
  const header = Buffer.concat([varint(1), piece('a'), piece('b')]);
  const body = Buffer.concat([Buffer.of(0), varint(delta * 1_000), varint(delta), piece(key), piece(value), header]);
  return Buffer.concat([varint(body.length), body]);
}

/** A batch as a broker sends it. */
function batch(
  first: number,
  sent: readonly Sent[],
  { attributes = 0, magic = 2, packed = (b: Buffer) => b } = {},
): Buffer {
  const head = Buffer.alloc(61);
  const records = packed(Buffer.concat(sent.map(recordOf)));
  head.writeBigInt64BE(BigInt(first), 0);
  head.writeInt32BE(head.length - 12 + records.length, 8);
  head.writeInt8(magic, 16);
  head.writeInt16BE(attributes, 21);
  head.writeInt32BE(sent.length - 1, 23);
  head.writeInt32BE(sent.length, 57);
  return Buffer.concat([head, records]);
}

const message = (n: number): Sent => ({ key: `popug/${n}`, value: `value ${n}`.repeat(n % 40) });
const messages = (from: number, count: number) => Array.from({ length: count }, (_, n) => message(from + n));

function read(bytes: Buffer, from = 0) {
  const { messages: found, next } = readBatches(bytes, from);
  return {
    next,
    found: found.map(({ offset, key, value }) => ({
      offset,
      key: key?.toString() ?? null,
      value: value?.toString() ?? null,
    })),
  };
}

const expected = (from: number, count: number) =>
  messages(from, count).map((each, n) => ({ offset: from + n, ...each }));

test('gives the messages of several batches, in their order, whatever is in them', () => {
  const bytes = Buffer.concat([batch(0, messages(0, 100)), batch(100, messages(100, 3))]);
  expect(read(bytes)).toEqual({ next: 103, found: expected(0, 103) });
  const empty = [
    { key: null, value: 'no key' },
    { key: '', value: null },
  ];
  expect(read(batch(7, empty), 7)).toEqual({ next: 9, found: empty.map((each, n) => ({ offset: 7 + n, ...each })) });
});

test('leaves out what comes before the offset that was asked for', () => {
  expect(read(batch(10, messages(10, 5)), 13)).toEqual({ next: 15, found: expected(13, 2) });
});

test('gives of a cut-off answer what is whole, and of none nothing', () => {
  const [one, two] = [batch(0, messages(0, 4)), batch(4, messages(4, 4))];
  for (const missing of [1, 20, two.length - 60, two.length - 1])
    expect(read(Buffer.concat([one, two.subarray(0, two.length - missing)]))).toEqual({
      next: 4,
      found: expected(0, 4),
    });
  expect(read(Buffer.of(), 12)).toEqual({ next: 12, found: [] });
});

test('passes over marks of transactions', () => {
  const bytes = Buffer.concat([batch(0, messages(0, 1), { attributes: 0x20 }), batch(1, messages(1, 1))]);
  expect(read(bytes)).toEqual({ next: 2, found: expected(1, 1) });
});

test('reads what is compressed by gzip, and says so of all other ways', () => {
  const gzip = batch(0, messages(0, 50), { attributes: 1, packed: (records) => gzipSync(records) });
  expect(read(gzip).found).toEqual(expected(0, 50));
  const zstd = batch(3, messages(3, 1), { attributes: 4 });
  expect(() => read(zstd)).toThrow(/The batch at offset 3 is compressed, and not by gzip/);
});

test.each([
  ['an older version', batch(5, messages(5, 1), { magic: 1 }), 'The batch at offset 5 is of version 1'],
  ['a length beyond the batch', broken(batch(5, messages(5, 1)), 61, 0xfe), 'is not as its head says'],
  ['no length', broken(batch(5, messages(5, 1)), 61, 0), 'is not as its head says'],
])('refuses %s', (_, bytes, why) => {
  expect(() => read(bytes)).toThrow(why);
  expect(() => read(bytes)).toThrow(UnreadableBatchError);
});

function broken(bytes: Buffer, at: number, byte: number): Buffer {
  bytes[at] = byte;
  return bytes;
}

test('a message is of the tenant that its key names, and of no other', () => {
  const keys = ['popug/task:1', 'popug/', 'popug', 'popugs/x', 'popu/x', '', null, 'Popug/x'];
  const { messages: found } = readBatches(
    batch(
      0,
      keys.map((key) => ({ key, value: 'x' })),
    ),
    0,
  );
  expect(found.filter((each) => each.isOf('popug')).map(({ key }) => key?.toString())).toEqual([
    'popug/task:1',
    'popug/',
  ]);
});
