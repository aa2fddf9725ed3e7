import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type Asker, decodeCursor, encodeCursor, type EventView, type Page, type PageRequest } from '#libs/http';
import { notFound } from '#libs/kernel';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { AskLogs } from './ask-logs.js';
import { type ExplainedEvent, FindEvents } from './find-events.js';

interface LogPage extends PageRequest {
  readonly service: string;
  /** Position after which the first page begins. */
  readonly after?: number | undefined;
}

export interface StreamRequest {
  readonly streamId: string;
  /** Where to look; every log when it is not named. */
  readonly service?: string | undefined;
  /** How many events; the whole stream when it is not said. */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** What a cursor of a log holds: the position of the last event shown. */
const Place = z.int().min(0);
/** Of a stream: the log in which it goes on, and the version of the last event shown. */
const PlaceInStream = z.tuple([z.string(), z.int().min(0)]);

/** Reads any service's log, through that service. */
@Injectable()
export class ReadEvents {
  constructor(
    private readonly logs: AskLogs,
    private readonly find: FindEvents,
  ) {}

  /** One log, oldest first; a page may be shorter than its limit where events are large. */
  async page(asker: Asker, { service, after, limit, cursor }: LogPage): Promise<Page<EventView>> {
    const begin = decodeCursor(cursor, Place) ?? after ?? 0;
    const { items, head } = await this.logs.after(asker, service, begin, limit);
    const last = items.at(-1);
    return { items, nextCursor: last && last.position < head ? encodeCursor(last.position) : null };
  }

  /**
   * A stream, each event with its cause and what it led to, of whichever logs. Streams of one name in several logs come one
   * after the other.
   *
   * @throws DomainError `stream-not-found`, `invalid-cursor`
   */
  async stream(asker: Asker, request: StreamRequest): Promise<Page<ExplainedEvent>> {
    const [first, after = 0] = decodeCursor(request.cursor, PlaceInStream) ?? [];
    const all: readonly string[] = request.service === undefined ? SERVICES_WITH_LOG : [request.service];
    const { items, more } = await this.streamFrom(
      asker,
      request,
      all.slice(Math.max(0, all.indexOf(first ?? ''))),
      after,
    );
    if (items.length === 0 && first === undefined)
      throw notFound('stream-not-found', 'There is no such stream.', { field: 'stream' });
    const last = items.at(-1);
    const nextCursor = more && last ? encodeCursor([last.service, last.version]) : null;
    return { items: await this.find.explained(asker, items), nextCursor };
  }

  /**
   * One event, with its cause and what it led to.
   *
   * @throws DomainError `event-not-found`
   */
  async one(asker: Asker, eventId: string): Promise<ExplainedEvent> {
    const [event] = await this.find.explained(asker, await this.logs.foundAnywhere(asker, [eventId]));
    if (!event) throw notFound('event-not-found', 'There is no event with this id.', { field: 'id' });
    return event;
  }

  /** @param services in which to look, the first of them after a version */
  private async streamFrom(
    asker: Asker,
    { streamId, limit }: StreamRequest,
    services: readonly string[],
    after: number,
  ): Promise<{ items: EventView[]; more: boolean }> {
    const most = limit === undefined ? undefined : limit + 1;
    const told = await Promise.all(
      services.map(async (log, at) => await this.logs.stream(asker, log, streamId, at === 0 ? after : 0, most)),
    );
    const all = told.flat();
    return { items: all.slice(0, limit), more: limit !== undefined && all.length > limit };
  }
}
