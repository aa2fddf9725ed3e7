import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  type Asker,
  decodeCursor,
  encodeCursor,
  type Letter,
  type Page,
  type PageRequest,
  type ReadableLetter,
  ServiceCaller,
} from '#libs/http';
import { DomainError, notFound } from '#libs/kernel';
import { SERVICES_WITH_LOG } from '#libs/platform';

export interface LetterQuery extends PageRequest {
  readonly service?: string | undefined;
  readonly consumer?: string | undefined;
  readonly state?: string | undefined;
}

/** What a cursor holds: the service that comes next, and where its own list goes on. */
const Place = z.tuple([z.string(), z.string().nullable()]);

/** Looks through what the consumers of all services have set aside, through those services. */
@Injectable()
export class FindDeadLetters {
  constructor(private readonly caller: ServiceCaller) {}

  /** Service by service, each in its own order. A service that does not answer is no reason to leave its letters out. */
  async page(asker: Asker, query: LetterQuery): Promise<Page<Letter>> {
    const [first, within] = decodeCursor(query.cursor, Place) ?? [];
    const services = this.servicesFrom(query.service, first);
    const items: Letter[] = [];
    let cursor = within ?? null;
    for (const [place, service] of services.entries()) {
      const { items: found, nextCursor } = await this.ask(asker, service, query, query.limit - items.length, cursor);
      items.push(...found);
      if (nextCursor !== null) return { items, nextCursor: encodeCursor([service, nextCursor]) };
      const next = services[place + 1];
      if (items.length === query.limit && next !== undefined) return { items, nextCursor: encodeCursor([next, null]) };
      cursor = null;
    }
    return { items, nextCursor: null };
  }

  /** @throws DomainError `dead-letter-not-found`; what a service answers that does not know, if none knows of it */
  async find(asker: Asker, id: string): Promise<ReadableLetter> {
    const path = `/internal/dead-letters/${id}`;
    const asked = SERVICES_WITH_LOG.map((service) => this.caller.get<ReadableLetter>(service, path, asker));
    const told = await Promise.allSettled(asked);
    for (const each of told) if (each.status === 'fulfilled') return each.value;
    const errors = told.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    const unsure = errors.find((error) => !isNotFound(error));
    throw unsure instanceof Error ? unsure : unknownLetter();
  }

  private servicesFrom(only: string | undefined, first: string | undefined): readonly string[] {
    const all: readonly string[] = only === undefined ? SERVICES_WITH_LOG : [only];
    return all.slice(Math.max(0, all.indexOf(first ?? '')));
  }

  private ask(
    asker: Asker,
    service: string,
    { consumer, state }: LetterQuery,
    limit: number,
    cursor: string | null,
  ): Promise<Page<Letter>> {
    const query = new URLSearchParams({ limit: String(limit) });
    for (const [name, value] of Object.entries({ consumer, state, cursor })) if (value) query.set(name, value);
    return this.caller.get(service, `/internal/dead-letters?${query.toString()}`, asker);
  }
}

const isNotFound = (error: unknown): boolean => error instanceof DomainError && error.kind === 'not-found';

const unknownLetter = (): DomainError =>
  notFound('dead-letter-not-found', 'There is no such dead letter; perhaps it has been taken up.', { field: 'id' });
