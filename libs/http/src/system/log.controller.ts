import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { type EventLog } from '#libs/event-store';
import { notFound } from '#libs/kernel';
import { RequirePermission } from '#libs/security';
import { text, uuid, wholeNumber } from '../input/fields.js';
import { ServiceParts } from '../parts.js';
import { RequestTenant } from '../tenant.guard.js';
import { type EventView } from './event.dto.js';
import { eventViewOf } from './event-view.js';

const AfterQuery = z.strictObject({
  after: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  limit: wholeNumber(1, 200),
});
type AfterQuery = z.infer<typeof AfterQuery>;

const MOST_IDS = 100;

const IdsQuery = z.strictObject({
  ids: z
    .codec(z.string(), z.array(uuid).min(1).max(MOST_IDS), {
      decode: (joined) => joined.split(','),
      encode: (list) => list.join(','),
    })
    .meta({ type: 'string' }),
});
type IdsQuery = z.infer<typeof IdsQuery>;

/** Without either it is the whole stream. */
const RangeOfStream = z.strictObject({
  afterVersion: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(0),
  limit: wholeNumber(1, 201).optional(),
});
type RangeOfStream = z.infer<typeof RangeOfStream>;

interface Events {
  readonly items: readonly EventView[];
}

/** A piece of the log, and the position at which the log ends. */
interface Piece extends Events {
  readonly head: number;
}

/** The service's own log for `keeper`, which may read nobody's tables; the gateway routes nobody here. */
@ApiExcludeController()
@Controller('internal/events')
@RequirePermission('ops.can_view')
export class LogController {
  constructor(private readonly parts: ServiceParts) {}

  @Get()
  async after(@RequestTenant() tenant: string, @Query({ schema: AfterQuery }) query: AfterQuery): Promise<Piece> {
    const { log } = this;
    const limits = { maxEvents: query.limit, maxBytes: 4 * 1024 * 1024 };
    const { position } = await log.head(tenant);
    const events = await log.readRaw(tenant, query.after, limits);
    return { items: events.map((event) => eventViewOf(log.service, event)), head: position };
  }

  @Get('streams/:stream')
  async stream(
    @RequestTenant() tenant: string,
    @Param('stream', { schema: text(300) }) streamId: string,
    @Query({ schema: RangeOfStream }) { afterVersion, limit }: RangeOfStream,
  ): Promise<Events> {
    const { log } = this;
    const fromVersion = afterVersion + 1;
    const range = limit === undefined ? { fromVersion } : { fromVersion, toVersion: afterVersion + limit };
    const events = await log.readStreamRaw(tenant, streamId, range);
    return { items: events.map((event) => eventViewOf(log.service, event)) };
  }

  /** Those of the events that are in this log, in its order. */
  @Get('found')
  async found(@RequestTenant() tenant: string, @Query({ schema: IdsQuery }) { ids }: IdsQuery): Promise<Events> {
    const { log } = this;
    const events = await log.find(tenant, ids);
    return { items: events.map((event) => eventViewOf(log.service, event)) };
  }

  /** @throws DomainError `event-not-found` */
  @Get(':id')
  async one(@RequestTenant() tenant: string, @Param('id', { schema: uuid }) eventId: string): Promise<EventView> {
    const { log } = this;
    const [event] = await log.find(tenant, [eventId]);
    if (!event) throw notFound('event-not-found', 'There is no such event in this log.', { field: 'id' });
    return eventViewOf(log.service, event);
  }

  private get log(): EventLog {
    const { log } = this.parts;
    if (!log) throw notFound('no-log', 'This service keeps no log.');
    return log;
  }
}
