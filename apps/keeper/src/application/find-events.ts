import { Injectable } from '@nestjs/common';
import { type Asker, type EventView } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { causesOf, explain, type Explained } from '../domain/explained-event.js';
import { type IndexedEvent } from '../projections/event-index/event-index.projection.js';
import { EventIndexQuery } from '../projections/event-index/event-index.query.js';
import { AskLogs } from './ask-logs.js';

/** Where an event is, for whoever follows what led to what. */
export interface EventPlace {
  readonly service: string;
  readonly epoch: number;
  readonly position: number;
  readonly eventId: string;
  readonly event: string;
  readonly streamId: string;
  readonly version: number;
  /** ISO 8601. */
  readonly occurredAt: string;
}

/** An event, the one that led to it, and what it led to. */
export type ExplainedEvent = Explained<EventView, EventPlace>;

/** A close leads to a payout for everybody: the first are told, and how many there are. */
const MOST_EFFECTS = 20;

/** Finds events, and what they led to, by the index; what they say comes from their logs. */
@Injectable()
export class FindEvents {
  constructor(
    private readonly index: EventIndexQuery,
    private readonly logs: AskLogs,
  ) {}

  /** The events behind rows of the index, in their order; what a log does not have any more is left out. */
  async told(asker: Asker, rows: readonly IndexedEvent[]): Promise<EventView[]> {
    const byService = new Map<string, string[]>();
    for (const { service, eventId } of rows) byService.set(service, [...(byService.get(service) ?? []), eventId]);
    const found = await Promise.all(
      [...byService].map(async ([service, ids]) => await this.logs.found(asker, service, ids)),
    );
    const byId = new Map(found.flat().map((event) => [event.eventId, event]));
    return rows.flatMap(({ eventId }) => byId.get(eventId) ?? []);
  }

  /** Each event with its cause and its effects, across all logs. */
  async explained(asker: Asker, events: readonly EventView[]): Promise<ExplainedEvent[]> {
    const ids = events.map(({ eventId }) => eventId);
    const [causes, effects] = await Promise.all([
      this.causesOf(asker, events),
      orUnknown(this.index.effectsOf(asker.tenant, ids, MOST_EFFECTS)),
    ]);
    const places =
      effects && [...effects].map(([id, { first, count }]) => [id, { first: first.map(placeOf), count }] as const);
    return explain(events, causes, places && new Map(places));
  }

  /** Those among the events themselves need not be asked for, and those that are not indexed yet may be in any log. */
  private async causesOf(asker: Asker, events: readonly EventView[]): Promise<EventView[]> {
    const present = new Set(events.map(({ eventId }) => eventId));
    const wanted = causesOf(events).filter((id) => !present.has(id));
    const rows = (await orUnknown(this.index.byIds(asker.tenant, wanted))) ?? [];
    const indexed = new Set(rows.map(({ eventId }) => eventId));
    const [known, others] = await Promise.all([
      this.told(asker, rows),
      this.logs.foundAnywhere(
        asker,
        wanted.filter((id) => !indexed.has(id)),
      ),
    ]);
    return [...events, ...known, ...others];
  }
}

/** While the index is folded for the first time, or anew after a restore, streams are to be read all the same. */
async function orUnknown<Found>(asking: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'view-not-built') return undefined;
    throw error;
  }
}

const placeOf = ({
  service,
  epoch,
  position,
  eventId,
  event,
  streamId,
  version,
  occurredAt,
}: IndexedEvent): EventPlace => ({
  ...{ service, epoch, position, eventId, event, streamId, version },
  occurredAt: new Date(occurredAt).toISOString(),
});
