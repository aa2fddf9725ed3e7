import { z } from 'zod';

/** An event of a log for people to read, as every service tells it: decoded, times ISO 8601 in UTC, personal fields masked. */
export const EventDto = z
  .object({
    service: z.string(),
    epoch: z.int(),
    position: z.int(),
    eventId: z.uuid(),
    /** What it is called today, which is how its body is told. */
    event: z.string(),
    /** What it is called where it lies, in log and topic; another name where one event has replaced another. */
    recordedAs: z.string(),
    /** Of what it is recorded as. */
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
