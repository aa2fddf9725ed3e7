import fs from 'node:fs';
import path from 'node:path';
import avsc from 'avsc';
import { encodeMeta, frame } from '#libs/contracts';
import { type Meta, uuidv5 } from '#libs/kernel';
import {
  type AvroRecord,
  type AvroType,
  bodyFields,
  eventName,
  isRecord,
  isUnion,
  logicalType,
  type SchemaFile,
  typeName,
  withoutNull,
} from '#libs/schemas';

/** Bytes as they were written once, and what was said by them. */
interface Written {
  /** The record as Kafka carries it, in hexadecimal, with the schema id 0. */
  readonly record: string;
  readonly meta: Meta;
  /** In the terms of its version. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** `tasks.TaskCreated/1` → what was written in that version. */
type Corpus = Readonly<Record<string, readonly Written[]>>;

export const CORPUS = 'libs/contracts/src/fixtures/corpus.json';

const NOON = Date.UTC(2026, 10, 21, 12);

/** A value of the type: with nothing null in it, or with everything null that can be. */
function sample(type: AvroType, isBare: boolean, known: Map<string, AvroRecord>): unknown {
  if (isUnion(type)) return isBare ? null : sample(withoutNull(type), isBare, known);
  if (isRecord(type)) known.set(type.name, type);
  const record = isRecord(type) ? type : known.get(typeName(type).split('.').at(-1) ?? '');
  if (record) return body(record.fields, isBare, known);
  if (typeof type === 'object' && 'items' in type) return isBare ? [] : [sample(type.items, isBare, known)];
  const meaning = logicalType(type);
  if (meaning === 'uuid') return uuidv5('corpus');
  if (meaning === 'timestamp-millis') return NOON;
  const simple: Readonly<Record<string, unknown>> = { string: '[KEA-7] Käsh 🦜', long: -9_007_199_254, boolean: true };
  return simple[typeName(type)];
}

const body = (fields: AvroRecord['fields'], isBare: boolean, known = new Map<string, AvroRecord>()) =>
  Object.fromEntries(fields.map(({ name, type }) => [name, sample(type, isBare, known)]));

const metaOf = ({ service, event, version }: SchemaFile): Meta => ({
  ...{ event, schemaVersion: version, epoch: 1, position: 7, eventId: uuidv5('corpus', service, event) },
  ...{ tenant: 'popug', streamId: `corpus:${event}`, version: 1, occurredAt: NOON, recordedAt: NOON + 1 },
  ...{ actor: null, correlationId: uuidv5('corpus'), causationId: null, traceparent: null, ext: {} },
});

function written(file: SchemaFile, isBare: boolean): Written {
  const fields = bodyFields(file.schema);
  const said = body(fields, isBare);
  const schema = { ...file.schema, fields } as unknown as Parameters<typeof avsc.Type.forSchema>[0];
  const type = avsc.Type.forSchema(schema, { wrapUnions: 'never' });
  const meta = metaOf(file);
  return { record: frame(0, encodeMeta(meta), type.toBuffer(said)).toString('hex'), meta, body: said };
}

/**
 * The bytes of every version ever released, as JSON: what is there stays as it is for good, and a version that has none yet
 * gets some.
 */
export function corpusOf(root: string, schemas: readonly SchemaFile[]): string {
  const file = path.join(root, CORPUS);
  const present = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Corpus) : {};
  const made = schemas.map((schema): [string, readonly Written[]] => {
    const name = `${eventName(schema)}/${schema.version}`;
    return [name, present[name] ?? [written(schema, false), written(schema, true)]];
  });
  return JSON.stringify({ ...present, ...Object.fromEntries(made) });
}
