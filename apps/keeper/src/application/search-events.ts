import { Injectable } from '@nestjs/common';
import { type Asker, type Page, type PageRequest } from '#libs/http';
import { invalid } from '#libs/kernel';
import { type EventFilter, EventIndexQuery } from '../projections/event-index/event-index.query.js';
import { type ExplainedEvent, FindEvents } from './find-events.js';

/** Looks through the events of all services for what they are about. */
@Injectable()
export class SearchEvents {
  constructor(
    private readonly index: EventIndexQuery,
    private readonly find: FindEvents,
  ) {}

  /** @throws DomainError `invalid-range` where the span ends before it begins, `invalid-cursor` */
  async execute(asker: Asker, filter: EventFilter, page: PageRequest): Promise<Page<ExplainedEvent>> {
    const { from, to } = filter;
    if (from !== undefined && to !== undefined && from > to)
      throw invalid('invalid-range', 'to must not be earlier than from.', { field: 'to' });
    const { items, nextCursor } = await this.index.search(asker.tenant, filter, page);
    return { items: await this.find.explained(asker, await this.find.told(asker, items)), nextCursor };
  }
}
