import { type KafkaMessage } from 'kafkajs';
import { decodeRecord, UndecodableError } from '#libs/contracts';
import { type Meta } from '#libs/kernel';

/** Of a tenant's own records, in their order; what is no event of ours says nothing. */
export function* tenantMetas(service: string, tenant: string, messages: readonly KafkaMessage[]): Generator<Meta> {
  for (const { key, value } of messages) {
    if (!key?.toString().startsWith(`${tenant}/`)) continue;
    try {
      const { meta } = decodeRecord(service, value);
      if (meta.tenant === tenant) yield meta;
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
    }
  }
}
