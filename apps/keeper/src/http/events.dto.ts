import { z } from 'zod';
import { EventDto, instant, limit, millisOf, pageOf, pageQuery, text, uuid, wholeNumber } from '#libs/http';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { type Until } from '../application/tell-state.js';
import { type EventFilter } from '../projections/event-index/event-index.query.js';

export const EventsDto = pageOf(EventDto).meta({ id: 'Events' });

const place = z
  .object({
    service: z.string(),
    epoch: z.int(),
    position: z.int(),
    eventId: z.uuid(),
    event: z.string(),
    streamId: z.string(),
    version: z.int(),
    occurredAt: z.iso.datetime(),
  })
  .meta({ id: 'EventPlace' });

export const ExplainedEventDto = z
  .object({
    ...EventDto.shape,
    cause: EventDto.nullable().describe('The event that led to it; null for what a request led to'),
    effects: z
      .array(place)
      .nullable()
      .describe('What it led to, in any log: the first ones; null while that is not known'),
    effectCount: z.int().nullable().describe('How many there are'),
  })
  .meta({ id: 'ExplainedEvent' });
export const ExplainedEventsDto = pageOf(ExplainedEventDto).meta({ id: 'ExplainedEvents' });

const service = z.enum(SERVICES_WITH_LOG);
export const EventsQuery = z.strictObject({
  service: service.describe('Whose log to read'),
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe('Begin after this position'),
  ...pageQuery,
});
export type EventsQuery = z.infer<typeof EventsQuery>;

export const StreamQuery = z.strictObject({
  service: service.optional().describe('Every log, if not named'),
  limit: limit.unwrap().optional().describe('How many items at most; the whole stream if left out'),
  cursor: pageQuery.cursor,
});
export type StreamQuery = z.infer<typeof StreamQuery>;

export const StreamId = text(300);

export const SearchQuery = z.strictObject({
  correlationId: uuid.optional().describe('All that one request led to, over all services'),
  taskId: uuid.optional(),
  personId: uuid.optional().describe('Whom it concerns, or who did it'),
  event: text(100).optional().describe('Only events of this name, as TaskAssigned'),
  from: instant.optional().describe('What happened then or later'),
  to: instant.optional().describe('What happened before then'),
  order: z.enum(['oldest', 'newest']).default('oldest').describe('Which comes first'),
  ...pageQuery,
});
export type SearchQuery = z.infer<typeof SearchQuery>;

export function asFilter({ from, to, limit: _limit, cursor: _cursor, ...same }: SearchQuery): EventFilter {
  return { ...same, from: millisOf(from) ?? undefined, to: millisOf(to) ?? undefined };
}

/** As positions are told: `tasks=1.4711`. */
const PLACE = new RegExp(`^(${SERVICES_WITH_LOG.join('|')})=[1-9]\\d{0,8}\\.(\\d{1,15})$`);

export const StateQuery = z
  .strictObject({
    time: instant.optional().describe('As of this moment: what had happened by then'),
    position: z
      .string()
      .regex(PLACE, 'must be a place in a log as tasks=1.4711')
      .optional()
      .describe('As of this place in a log, as tasks=1.4711: what was recorded up to there')
      .meta({ example: 'tasks=1.4711' }),
    service: service.optional().describe('Whose state to tell; by default of each that has the stream'),
  })
  .refine(({ time, position }) => time === undefined || position === undefined, {
    path: ['position'],
    error: 'must not be given together with time',
    params: { code: 'contradiction' },
  });
export type StateQuery = z.infer<typeof StateQuery>;

export const StatesDto = z
  .object({
    items: z.array(
      z.object({
        service: z.string(),
        streamId: z.string(),
        version: z.int().describe('How many events are in it'),
        at: z.iso.datetime().nullable().describe('When the last of them happened'),
        position: z.string().nullable().describe('Where that is'),
        state: z
          .record(z.string(), z.unknown())
          .nullable()
          .describe(
            'As the service shows such a thing; null before there was any. Personal fields as the one who asks may see',
          ),
      }),
    ),
  })
  .meta({ id: 'StatesThen' });

export function asUntil({ time, position, service: only }: StateQuery): Until {
  const [, named, at] = PLACE.exec(position ?? '') ?? [];
  const place = named === undefined ? undefined : { service: named, position: Number(at) };
  return { service: only, time: millisOf(time) ?? undefined, place };
}
