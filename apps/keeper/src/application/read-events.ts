import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  type Asker,
  decodeCursor,
  encodeCursor,
  type EventView,
  type Page,
  type PageRequest,
  ServiceCaller,
} from '#libs/http';
import { DomainError, notFound } from '#libs/kernel';
import { SERVICES_WITH_LOG } from '#libs/platform';

/** An event, and the one that caused it. */
export type ExplainedEvent = EventView & { cause: EventView | null };

/** So many causes are looked up at the same time. */
const AT_ONCE = 4;

interface Events {
  items: EventView[];
}

interface LogPage extends PageRequest {
  readonly service: string;
  /** Position after which the first page begins. */
  readonly after?: number | undefined;
}

/** What a cursor holds: the position of the last event shown. */
const Place = z.int().min(0);

/** Reads any service's log, through that service. */
@Injectable()
export class ReadEvents {
  constructor(private readonly caller: ServiceCaller) {}

  /** One log, oldest first; a page may be shorter than its limit where events are large. */
  async page(asker: Asker, { service, after, limit, cursor }: LogPage): Promise<Page<EventView>> {
    const begin = decodeCursor(cursor, Place) ?? after ?? 0;
    const path = `/internal/events?after=${begin}&limit=${limit}`;
    const { items, head } = await this.caller.get<Events & { head: number }>(service, path, asker);
    const last = items.at(-1);
    return { items, nextCursor: last && last.position < head ? encodeCursor(last.position) : null };
  }

  /**
   * A whole stream, each event with its cause, from whichever log it lies in.
   *
   * @param service where to look; every log when it is not named
   * @throws DomainError `stream-not-found`
   */
  async stream(asker: Asker, streamId: string, service?: string): Promise<{ items: ExplainedEvent[] }> {
    const path = `/internal/events/streams/${encodeURIComponent(streamId)}`;
    const services = service === undefined ? SERVICES_WITH_LOG : [service];
    const told = await Promise.all(services.map(async (log) => await this.orNothing(log, path, asker)));
    const events = told.flat();
    if (events.length === 0) throw notFound('stream-not-found', 'There is no such stream.', { field: 'stream' });
    const causes = await this.causesOf(asker, events);
    return { items: events.map((event) => ({ ...event, cause: causes.get(event.causationId ?? '') ?? null })) };
  }

  /** A few at a time: a long stream has many causes. One that cannot be found now is left out. */
  private async causesOf(asker: Asker, events: readonly EventView[]): Promise<Map<string, EventView>> {
    const ids = [...new Set(events.flatMap(({ causationId }) => (causationId === null ? [] : [causationId])))];
    const found = new Map<string, EventView>();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const slice = ids.slice(at, at + AT_ONCE).map(async (id) => await this.find(asker, id).catch(() => []));
      for (const event of (await Promise.all(slice)).flat()) found.set(event.eventId, event);
    }
    return found;
  }

  private async find(asker: Asker, eventId: string): Promise<EventView[]> {
    const told = await Promise.all(
      SERVICES_WITH_LOG.map(async (log) => await this.orNothing(log, `/internal/events/${eventId}`, asker)),
    );
    return told.flat();
  }

  private async orNothing(service: string, path: string, asker: Asker): Promise<EventView[]> {
    try {
      const answer = await this.caller.get<Events | EventView>(service, path, asker);
      return 'items' in answer ? answer.items : [answer];
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'not-found') return [];
      throw error;
    }
  }
}
