import { Injectable } from '@nestjs/common';
import { In, type Repository, type SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, type Page, page, type PageRequest } from '#libs/http';
import { tableName, Views } from '#libs/projections';
import { type Following } from '../../domain/explained-event.js';
import { merged, ORDER, type Place, placeOf } from '../../domain/in-order.js';
import { eventIndex, type IndexedEvent } from './event-index.projection.js';

/** What events are looked for by; what is not given does not matter. */
export interface EventFilter {
  readonly correlationId?: string | undefined;
  readonly taskId?: string | undefined;
  /** Whom the event concerns, or who did it. */
  readonly personId?: string | undefined;
  readonly event?: string | undefined;
  /** Epoch milliseconds: that it happened then or later … */
  readonly from?: number | undefined;
  /** … and before then. */
  readonly to?: number | undefined;
  readonly order: 'oldest' | 'newest';
}

/** What a cursor holds: the place of the last event shown. */
const Cursor = z.tuple([z.int(), z.int(), z.string(), z.int()]);
const PLACE_OF_ROW = `(${ORDER.map((member) => `e.${member}`).join(', ')})`;
/** In which columns a person may be. */
const PEOPLE = ['personId', 'otherId', 'actorId'] as const;

/** Reads the view `event_index`. */
@Injectable()
export class EventIndexQuery {
  constructor(private readonly views: Views) {}

  /**
   * Each way of looking has an index that is in the order of time. A person may be in one of three columns, which are
   * looked through one by one: over all three at once the database would rather go through the times of everybody.
   *
   * @throws DomainError `invalid-cursor`
   */
  async search(
    tenant: string,
    { personId, ...filter }: EventFilter,
    request: PageRequest,
  ): Promise<Page<IndexedEvent>> {
    const last = decodeCursor(request.cursor, Cursor);
    const view = await this.view(tenant);
    const ways = personId === undefined ? [{}] : PEOPLE.map((column) => ({ [column]: personId }));
    const found = await Promise.all(
      ways.map(
        async (way) =>
          await queryOf(view, { ...filter, ...way }, last)
            .limit(request.limit + 1)
            .getMany(),
      ),
    );
    const rows = merged(found, filter.order);
    return page(
      rows,
      request.limit,
      (row) => [...placeOf(row)],
      (row) => row,
    );
  }

  /** Those of the events that are indexed by now. */
  async byIds(tenant: string, eventIds: readonly string[]): Promise<IndexedEvent[]> {
    if (eventIds.length === 0) return [];
    return await (await this.view(tenant)).findBy({ eventId: In([...eventIds]) });
  }

  /** What followed right from each of the events, by its id, in the order in which it was recorded. */
  async effectsOf(
    tenant: string,
    eventIds: readonly string[],
    most: number,
  ): Promise<Map<string, Following<IndexedEvent>>> {
    const { pool } = await this.views.database(tenant, eventIndex);
    const { rows } = await pool.query<{ event_id: string; causation_id: string; many: string }>(
      `SELECT event_id, causation_id, many FROM (
         SELECT event_id, causation_id, count(*) OVER (PARTITION BY causation_id) AS many,
                row_number() OVER (PARTITION BY causation_id ORDER BY recorded_at, service, position) AS place
           FROM ${tableName(eventIndex)} WHERE causation_id = ANY ($1::uuid[])) following
        WHERE place <= $2 ORDER BY causation_id, place`,
      [eventIds, most],
    );
    const found = await this.byIds(
      tenant,
      rows.map(({ event_id: id }) => id),
    );
    const byId = new Map(found.map((row) => [row.eventId, row]));
    const effects = new Map<string, { first: IndexedEvent[]; count: number }>();
    for (const { event_id: id, causation_id: cause, many } of rows) {
      const following = effects.get(cause) ?? { first: [], count: Number(many) };
      following.first.push(...[byId.get(id)].filter((row) => row !== undefined));
      effects.set(cause, following);
    }
    return effects;
  }

  private view(tenant: string): Promise<Repository<IndexedEvent>> {
    return this.views.of(tenant, eventIndex);
  }
}

function queryOf(
  view: Repository<IndexedEvent>,
  { from, to, order, ...same }: Omit<EventFilter, 'personId'>,
  last: Place | undefined,
): SelectQueryBuilder<IndexedEvent> {
  const query = view.createQueryBuilder('e');
  for (const [member, value] of Object.entries(same))
    if (value !== undefined) query.andWhere(`e.${member} = :${member}`, { [member]: value });
  if (from !== undefined) query.andWhere('e.occurredAt >= :from', { from: new Date(from) });
  if (to !== undefined) query.andWhere('e.occurredAt < :to', { to: new Date(to) });
  if (last) {
    const [occurred, recorded, service, position] = last;
    const place = { occurred: new Date(occurred), recorded: new Date(recorded), service, position };
    query.andWhere(
      `${PLACE_OF_ROW} ${order === 'oldest' ? '>' : '<'} (:occurred, :recorded, :service, :position)`,
      place,
    );
  }
  for (const member of ORDER) query.addOrderBy(`e.${member}`, order === 'oldest' ? 'ASC' : 'DESC');
  return query;
}
