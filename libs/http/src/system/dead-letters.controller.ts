import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { notFound } from '#libs/kernel';
import { type Acted, type DeadLetters, type LetterPlace, placeOf } from '#libs/messaging';
import { CurrentPrincipal, type Principal, RequirePermission } from '#libs/security';
import { text, uuid } from '../input/fields.js';
import { decodeCursor, type Page, page, pageQuery } from '../paging/page.js';
import { ServiceParts } from '../parts.js';
import { RequestTenant } from '../tenant.guard.js';
import { type Letter, type LetterActedOn, LETTER_STATES, type ReadableLetter } from './dead-letters.dto.js';
import { readable, summary } from './letter-view.js';

const ListQuery = z.strictObject({
  consumer: text(100).optional(),
  state: z.enum(LETTER_STATES).optional(),
  ...pageQuery,
});
type ListQuery = z.infer<typeof ListQuery>;

const Discarding = z.strictObject({ reason: text(500) });
type Discarding = z.infer<typeof Discarding>;

const Place: z.ZodType<LetterPlace> = z.tuple([z.string(), z.string(), z.string(), z.int()]);

/** What this service has set aside, for `keeper`; the gateway routes nobody here. */
@ApiExcludeController()
@Controller('internal/dead-letters')
@RequirePermission('ops.can_view')
export class DeadLettersController {
  constructor(private readonly parts: ServiceParts) {}

  @Get()
  async list(
    @RequestTenant() tenant: string,
    @Query({ schema: ListQuery }) { consumer, state, limit, cursor }: ListQuery,
  ): Promise<Page<Letter>> {
    const after = decodeCursor(cursor, Place);
    const states = state ? [state] : (['poison', 'queued'] as const);
    const letters = await this.letters.page(tenant, { consumer, states, limit: limit + 1 }, after);
    return page(letters, limit, (letter) => [...placeOf(letter)], summary(this.service));
  }

  /** @throws DomainError `dead-letter-not-found` */
  @Get(':id')
  async one(@RequestTenant() tenant: string, @Param('id', { schema: uuid }) id: string): Promise<ReadableLetter> {
    return readable(this.service, await this.letters.find(tenant, id));
  }

  @Post(':id/retry')
  @HttpCode(200)
  @RequirePermission('ops.can_change')
  async retry(@RequestTenant() tenant: string, @Param('id', { schema: uuid }) id: string): Promise<LetterActedOn> {
    return this.told(await this.letters.retry(tenant, id));
  }

  @Post(':id/discard')
  @HttpCode(200)
  @RequirePermission('ops.can_change')
  async discard(
    @RequestTenant() tenant: string,
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: Discarding }) { reason }: Discarding,
  ): Promise<LetterActedOn> {
    return this.told(await this.letters.discard(tenant, { id, by: userId, why: reason }));
  }

  private told({ letter, ...release }: Acted): LetterActedOn {
    return { ...release, letter: summary(this.service)(letter) };
  }

  private get letters(): DeadLetters {
    const { deadLetters } = this.parts;
    if (!deadLetters) throw notFound('no-consumers', 'This service reads no log.');
    return deadLetters;
  }

  private get service(): string {
    return this.letters.service;
  }
}
