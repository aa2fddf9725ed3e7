import { z } from 'zod';

/** An event of a log for people to read, as every service tells it: decoded, times ISO 8601 in UTC, personal fields masked. */
export const EventDto = z
  .object({
    service: z.string(),
    epoch: z.int(),
    position: z.int(),
    eventId: z.uuid(),
    event: z.string(),
    schemaVersion: z.int(),
    streamId: z.string(),
    version: z.int(),
    occurredAt: z.iso.datetime(),
    recordedAt: z.iso.datetime(),
    actor: z.string().nullable(),
    correlationId: z.uuid(),
    causationId: z.uuid().nullable(),
    body: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });
export type EventView = Readonly<z.infer<typeof EventDto>>;
