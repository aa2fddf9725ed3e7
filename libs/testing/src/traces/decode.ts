/** A span as a collector gets it. */
export interface ReceivedSpan {
  /** `service.name` of its resource. */
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentSpanId: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  /** Text of texts and numbers; lists as texts between commas. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether its status is that of an error. */
  readonly failed: boolean;
}

/** What a field of a message holds: a number, or bytes that are a text or another message. */
type Value = bigint | Buffer;

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const ERROR = 2n;

function varint(bytes: Buffer, from: number): { value: bigint; next: number } {
  let value = 0n;
  for (let at = from; ; at += 1) {
    const byte = bytes.readUInt8(at);
    value |= BigInt(byte & 0x7f) << BigInt(7 * (at - from));
    if (byte < 0x80) return { value, next: at + 1 };
  }
}

/** The fields of a message of Protocol Buffers, by number, in their order. */
function fieldsOf(bytes: Buffer): Map<number, Value[]> {
  const fields = new Map<number, Value[]>();
  for (let at = 0; at < bytes.length;) {
    const { value: tag, next } = varint(bytes, at);
    const [number, type] = [Number(tag >> 3n), Number(tag & 7n)];
    let value: Value;
    if (type === VARINT) ({ value, next: at } = varint(bytes, next));
    else if (type === BYTES) {
      const { value: length, next: start } = varint(bytes, next);
      at = start + Number(length);
      value = bytes.subarray(start, at);
    } else {
      at = next + (type === FIXED_64 ? 8 : 4);
      value = bytes.subarray(next, at);
    }
    fields.set(number, [...(fields.get(number) ?? []), value]);
  }
  return fields;
}

const messages = (fields: Map<number, Value[]>, number: number): Map<number, Value[]>[] =>
  (fields.get(number) ?? []).map((value) => fieldsOf(value as Buffer));
const bytesAt = (fields: Map<number, Value[]>, number: number): Buffer =>
  (fields.get(number)?.[0] as Buffer | undefined) ?? Buffer.alloc(0);
const numberAt = (fields: Map<number, Value[]>, number: number): bigint =>
  (fields.get(number)?.[0] as bigint | undefined) ?? 0n;

/** AnyValue: 1 text, 2 truth, 3 whole number, 4 number, 5 list. */
function textOf(value: Map<number, Value[]>): string {
  if (value.has(1)) return bytesAt(value, 1).toString();
  if (value.has(4)) return String(bytesAt(value, 4).readDoubleLE());
  if (value.has(5))
    return messages(messages(value, 5)[0] as Map<number, Value[]>, 1)
      .map(textOf)
      .join(',');
  return String(numberAt(value, value.has(2) ? 2 : 3));
}

function attributesOf(fields: Map<number, Value[]>, number: number): Record<string, string> {
  const pairs = messages(fields, number);
  return Object.fromEntries(
    pairs.map((pair) => [bytesAt(pair, 1).toString(), textOf(messages(pair, 2)[0] ?? new Map<number, Value[]>())]),
  );
}

/**
 * Reads an `ExportTraceServiceRequest` of OTLP. By hand, since it is a page of fields, and what decodes Protocol Buffers
 * in general is a package more.
 */
export function decodeSpans(request: Buffer): ReceivedSpan[] {
  return messages(fieldsOf(request), 1).flatMap((ofResource) => {
    const resource = messages(ofResource, 1)[0];
    const service = (resource && attributesOf(resource, 1)['service.name']) ?? '';
    const spans = messages(ofResource, 2).flatMap((ofScope) => messages(ofScope, 2));
    return spans.map((span) => ({
      service,
      name: bytesAt(span, 5).toString(),
      traceId: bytesAt(span, 1).toString('hex'),
      spanId: bytesAt(span, 2).toString('hex'),
      parentSpanId: bytesAt(span, 4).toString('hex'),
      kind: Number(numberAt(span, 6)),
      attributes: attributesOf(span, 9),
      failed: messages(span, 15).some((status) => numberAt(status, 3) === ERROR),
    }));
  });
}
