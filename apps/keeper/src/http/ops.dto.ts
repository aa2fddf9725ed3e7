import { z } from 'zod';
import { EventDto, pageOf, pageQuery, text, wholeNumber } from '#libs/http';
import { SERVICES_WITH_LOG } from '#libs/platform';

const state = z.enum(['ok', 'degraded', 'down']);
const part = z.object({ name: z.string(), state, reason: z.string().optional() });
const row = z.record(z.string(), z.unknown());

export const StatusDto = z
  .object({
    state,
    at: z.iso.datetime(),
    parts: z.array(part),
    services: z.array(part),
    sections: z.record(z.string(), z.array(row)).describe('logs, relay, consumers, reactors, projections: a row each'),
    degraded: z.array(z.string()).describe('Every trouble, one sentence each'),
  })
  .meta({ id: 'Status' });

export const EventsDto = pageOf(EventDto).meta({ id: 'Events' });
export const StreamDto = z
  .object({ items: z.array(z.object({ ...EventDto.shape, cause: EventDto.nullable() })) })
  .meta({ id: 'EventStream' });

const service = z.enum(SERVICES_WITH_LOG);
export const EventsQuery = z.strictObject({
  service: service.describe('Whose log to read'),
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe('Begin after this position'),
  ...pageQuery,
});
export type EventsQuery = z.infer<typeof EventsQuery>;

export const StreamQuery = z.strictObject({ service: service.optional().describe('Every log, if not named') });
export type StreamQuery = z.infer<typeof StreamQuery>;

export const StreamId = text(300);
