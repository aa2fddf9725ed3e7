import { decodeRecord, UndecodableError } from '#libs/contracts';
import { type Meta } from '#libs/kernel';
import { type TopicMessage } from '../fetching/topic-message.js';

/** Of a tenant's own records, in their order; what is no event of ours says nothing. */
export function* tenantMetas(service: string, tenant: string, messages: readonly TopicMessage[]): Generator<Meta> {
  for (const message of messages) {
    if (!message.isOf(tenant)) continue;
    try {
      const { meta } = decodeRecord(service, message.value);
      if (meta.tenant === tenant) yield meta;
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
    }
  }
}
