import { currentName, decodeBody } from '#libs/contracts';
import { type RecordedEvent } from '#libs/kernel';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { type World } from '../harness/world.js';

/** By service: everything in its log of one tenant; personal fields stay sealed. */
export type Logs = Readonly<Record<string, readonly RecordedEvent[]>> & { readonly tasks: readonly RecordedEvent[] };

interface Row {
  readonly position: string;
  readonly epoch: number;
  readonly event_id: string;
  readonly stream_id: string;
  readonly version: string;
  readonly event: string;
  readonly schema_version: number;
  readonly body: Buffer;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly actor: string | null;
  readonly correlation_id: string;
  readonly causation_id: string | null;
}

/** Reads all logs of a tenant as the superuser. */
export async function readLogs(world: World, tenant: string): Promise<Logs> {
  const logs: Record<string, readonly RecordedEvent[]> = {};
  await world.asSuperuser(tenant, async (client) => {
    for (const service of SERVICES_WITH_LOG) {
      const { rows } = await client.query<Row>(`SELECT * FROM "${service}_log".events ORDER BY position`);
      logs[service] = rows.map((row) => recorded(service, tenant, row));
    }
  });
  return logs as Logs;
}

function recorded(service: string, tenant: string, row: Row): RecordedEvent {
  const meta = {
    ...{ event: row.event, schemaVersion: row.schema_version, epoch: row.epoch, position: Number(row.position) },
    ...{ eventId: row.event_id, tenant, streamId: row.stream_id, version: Number(row.version) },
    ...{ occurredAt: Number(row.occurred_at), recordedAt: Number(row.recorded_at), actor: row.actor },
    ...{ correlationId: row.correlation_id, causationId: row.causation_id, traceparent: null, ext: {} },
  };
  const event = currentName(service, row.event);
  return { event, body: decodeBody(service, row.event, row.schema_version, row.body), meta };
}
