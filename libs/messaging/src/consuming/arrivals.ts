import { type KafkaMessage } from 'kafkajs';
import { type DecodedRecord, decodeRecord, UndecodableError } from '#libs/contracts';
import { type Meta } from '#libs/kernel';
import { type LogRecord } from './tenant-batch.js';

/** A record of a topic, with its place there. */
export interface Arrival extends LogRecord {
  readonly offset: bigint;
  readonly value: Buffer;
}

class ArrivedRecord implements Arrival {
  readonly meta: Meta;

  constructor(
    private readonly record: DecodedRecord,
    readonly offset: bigint,
    readonly value: Buffer,
  ) {
    this.meta = record.meta;
  }

  get event(): string {
    return this.record.event;
  }

  get bodyBytes(): Buffer {
    return this.record.bodyBytes;
  }

  body(): object {
    return this.record.body();
  }
}

/** A message of a topic that is no event of ours. */
export interface Garbage {
  readonly offset: bigint;
  readonly reason: string;
  readonly value: Buffer | null;
}

export interface Arrivals {
  readonly byTenant: ReadonlyMap<string, readonly Arrival[]>;
  readonly garbage: readonly Garbage[];
}

/**
 * Sorts messages of a partition by tenant, each tenant's in the order of the log. Of the records only the metadata is
 * read. Whose event a piece of garbage was nobody can tell; the gap in positions will.
 *
 * @param service whose topic it is
 */
export function sortByTenant(service: string, messages: readonly KafkaMessage[]): Arrivals {
  const byTenant = new Map<string, Arrival[]>();
  const garbage: Garbage[] = [];
  for (const { offset: at, value } of messages) {
    const offset = BigInt(at);
    try {
      const record = decodeRecord(service, value);
      const arrival: Arrival = new ArrivedRecord(record, offset, value as Buffer);
      const known = byTenant.get(record.meta.tenant);
      if (known) known.push(arrival);
      else byTenant.set(record.meta.tenant, [arrival]);
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
      garbage.push({ offset, reason: error.reason, value });
    }
  }
  return { byTenant, garbage };
}
