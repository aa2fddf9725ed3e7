import { execFile } from 'node:child_process';
import {
  catalogue,
  currentName,
  decodeRecord,
  encodeBody,
  encodeMeta,
  type EventType,
  findEventType,
  frame,
  subject,
} from '#libs/contracts';
import { type Meta } from '#libs/kernel';
import { testParts } from '#libs/testing';
import { python } from '#tools/parts';
import { expect, test } from '@jest/globals';
import { publishSchemas } from './publish-schemas.js';
import { RegistryClient } from './registry-client.js';

const { registry } = testParts();

/** Takes lines of hexadecimal records, gives lines of JSON; the schema comes from the registry by the id in the record. */
const READER = `
import datetime, io, json, struct, sys, urllib.request, uuid
import fastavro
epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
def plain(value):
    if isinstance(value, uuid.UUID): return str(value)
    if isinstance(value, datetime.datetime): return (value - epoch) // datetime.timedelta(milliseconds=1)
    raise TypeError(type(value))
for line in sys.stdin:
    record = bytes.fromhex(line)
    magic, id = struct.unpack('>bi', record[:5])
    assert magic == 0
    with urllib.request.urlopen(f'{sys.argv[1]}/schemas/ids/{id}') as answer:
        schema = fastavro.parse_schema(json.loads(json.load(answer)['schema']))
    stream = io.BytesIO(record[5:])
    print(json.dumps(fastavro.schemaless_reader(stream, schema), default=plain))
    assert stream.read() == b''
`;

const id = '0190aaaa-0000-7000-8000-000000000001';

interface Field {
  name: string;
  type: unknown;
}

/** A value with nothing null in it. */
function sample(type: unknown, named: Map<string, unknown>): unknown {
  if (Array.isArray(type)) return sample(type[1], named);
  if (typeof type === 'object' && type !== null) {
    const { type: name, logicalType, items, fields } = type as Record<string, unknown>;
    if (fields) {
      const record = (fields as Field[]).map((field) => [field.name, sample(field.type, named)] as const);
      named.set((type as { name: string }).name, Object.fromEntries(record));
      return Object.fromEntries(record);
    }
    if (items) return [sample(items, named), sample(items, named)];
    if (logicalType === 'uuid') return id;
    return logicalType === 'timestamp-millis' ? 1_790_000_000_123 : sample(name, named);
  }
  const simple: Record<string, unknown> = { string: 'Kesha 🦜', long: -9_000_000_000_000_000, boolean: true };
  return simple[String(type)] ?? named.get(String(type));
}

function bodyOf(type: EventType): object {
  const { fields } = JSON.parse(type.schema) as { fields: Field[] };
  return sample({ type: 'record', name: type.event, fields: fields.slice(1) }, new Map()) as object;
}

const metaOf = ({ event, version }: EventType, position: number): Meta => ({
  event,
  schemaVersion: version,
  epoch: 1,
  position,
  eventId: id,
  tenant: 'popug',
  streamId: `spec:${id}`,
  version: position,
  occurredAt: 1_789_999_999_999,
  recordedAt: 1_790_000_000_000,
  actor: null,
  correlationId: id,
  causationId: id,
  traceparent: null,
  ext: { source: 'spec' },
});

/** What is written today: what another event has replaced is read as that, and would differ. */
const newest = catalogue.filter(
  (type) => findEventType(type.service, type.event) === type && currentName(type.service, type.event) === type.event,
);

function read(executable: string, records: readonly Buffer[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(executable, ['-c', READER, registry.url], (error, output) => {
      if (error) reject(new Error('The reader failed.', { cause: error }));
      else resolve(output.trim().split('\n'));
    });
    child.stdin?.end(records.map((record) => `${record.toString('hex')}\n`).join(''));
  });
}

test('a reader that is not ours, with schemas from the registry, reads every event as we do', async () => {
  const found = await python();
  if ('missing' in found) {
    process.stderr.write(`not tried with fastavro: ${found.missing}\n`);
    return;
  }
  const client = new RegistryClient(registry.url);
  expect(await publishSchemas(client, catalogue)).toMatchObject({ problems: [] });
  const records = await Promise.all(
    newest.map(async (type, i) => {
      const registered = await client.find(subject(type.service, type.event), type.schema);
      const body = encodeBody(type.service, type.event, bodyOf(type)).bytes;
      return frame(registered?.id ?? 0, encodeMeta(metaOf(type, i + 1)), body);
    }),
  );
  const lines = await read(found.executable, records);
  expect(lines).toHaveLength(newest.length);
  newest.forEach((type, i) => {
    const ours = decodeRecord(type.service, records[i] as Buffer);
    expect(JSON.parse(lines[i] as string)).toEqual({ meta: ours.meta, ...ours.body() });
  });
}, 300_000);
