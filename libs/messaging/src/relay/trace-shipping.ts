import { SpanKind } from '@opentelemetry/api';
import { type Tracing } from '#libs/platform';
import { type OutgoingRecord } from './requests.js';

/** One request to the broker. */
interface Request {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly OutgoingRecord[];
}

/**
 * Shows a request to the broker in the traces of the events in it, until the broker has confirmed it.
 *
 * @param write writes it and answers the offset of the first record
 */
export async function traceShipping(
  tracing: Tracing,
  { topic, partition, records }: Request,
  write: () => Promise<bigint>,
): Promise<bigint> {
  const events = records.flatMap(({ meta }) => meta ?? []);
  const attributes = {
    'aviary.tenant': events[0]?.tenant ?? '',
    'messaging.system': 'kafka',
    'messaging.operation.type': 'send',
    'messaging.destination.name': topic,
    'messaging.destination.partition.id': String(partition),
    'messaging.batch.message_count': records.length,
  };
  const spans = tracing.followEvents('ship', events, { kind: SpanKind.PRODUCER, attributes });
  if (!spans) return await write();
  try {
    const offset = await spans.run(write);
    spans.tell({ 'messaging.kafka.offset': Number(offset) });
    spans.end();
    return offset;
  } catch (error) {
    spans.fail(error);
    throw error;
  }
}
