import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { findEventType } from '#libs/contracts';
import { notFound, type RecordedEvent } from '#libs/kernel';
import { CurrentPrincipal, hasPermission, type Principal, RequirePermission } from '#libs/security';
import { text, wholeNumber } from '../input/fields.js';
import { ServiceParts } from '../parts.js';
import { RequestTenant } from '../tenant.guard.js';
import { masked } from './event-view.js';

const UntilQuery = z.strictObject({
  /** Epoch milliseconds: what had happened by then, that moment included. */
  time: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  /** What the log had recorded up to this position, included. */
  position: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
});
type UntilQuery = z.infer<typeof UntilQuery>;

/** What a stream had led to at a moment. */
interface StateThen {
  readonly service: string;
  readonly streamId: string;
  /** How many of its events are in it. */
  readonly version: number;
  /** When the last of them happened, ISO 8601, and where it is; null before the first. */
  readonly at: string | null;
  readonly position: string | null;
  readonly state: object | null;
}

/** Who may change people sees what is personal about them, here as anywhere; others see that something is there. */
const SEES_PERSONAL = 'people.can_change';

/** States of the service's streams for `keeper`, folded anew by the service itself; the gateway routes nobody here. */
@ApiExcludeController()
@Controller('internal/states')
@RequirePermission('ops.can_view')
export class StatesController {
  constructor(private readonly parts: ServiceParts) {}

  /** @throws DomainError `stream-not-found`, also for streams of which the service tells no state */
  @Get(':stream')
  async state(
    @RequestTenant() tenant: string,
    @CurrentPrincipal() viewer: Principal,
    @Param('stream', { schema: text(300) }) streamId: string,
    @Query({ schema: UntilQuery }) { time = Infinity, position = Infinity }: UntilQuery,
  ): Promise<StateThen> {
    const { log, states } = this.parts;
    const fold = states?.[streamId.split(':', 1)[0] ?? ''];
    const all = log && fold ? await log.readStream(tenant, streamId) : [];
    if (!log || !fold || all.length === 0) throw notFound('stream-not-found', 'There is no such stream here.');
    const until = all.filter(({ meta }) => meta.occurredAt <= time && meta.position <= position);
    const last = until.at(-1)?.meta;
    const seen = hasPermission(viewer, SEES_PERSONAL) ? until : until.map((event) => withMask(log.service, event));
    return {
      ...{ service: log.service, streamId, version: until.length },
      at: last ? new Date(last.occurredAt).toISOString() : null,
      position: last ? `${log.service}=${last.epoch}.${last.position}` : null,
      state: until.length === 0 ? null : fold(seen),
    };
  }
}

function withMask(service: string, event: RecordedEvent): RecordedEvent {
  const pii = findEventType(service, event.event)?.pii ?? [];
  return pii.length === 0 ? event : { ...event, body: masked(event.body, pii) };
}
