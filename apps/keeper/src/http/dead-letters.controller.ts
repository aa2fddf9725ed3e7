import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { AskedBy, type Asker, Command, LetterActedOnDto, ReadableLetterDto, uuid } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { ActOnDeadLetter } from '../application/act-on-dead-letter.js';
import { FindDeadLetters } from '../application/find-dead-letters.js';
import * as dto from './dead-letters.dto.js';

@ApiTags('keeper')
@Controller('api/ops/dead-letters')
@RequirePermission('ops.can_view')
export class OpsDeadLettersController {
  constructor(
    private readonly letters: FindDeadLetters,
    private readonly act: ActOnDeadLetter,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Events that views and reactors have set aside, since they cannot handle them' })
  @ApiOkResponse({ standardSchema: dto.LettersDto })
  list(@AskedBy() asker: Asker, @Query({ schema: dto.LettersQuery }) query: dto.LettersQuery) {
    return this.letters.page(asker, query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One of them, decoded' })
  @ApiOkResponse({ standardSchema: ReadableLetterDto })
  get(@AskedBy() asker: Asker, @Param('id', { schema: uuid }) id: string) {
    return this.letters.find(asker, id);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @RequirePermission('ops.can_change')
  @ApiOperation({ summary: 'Take up again what waits for its key, in order' })
  @ApiOkResponse({ standardSchema: LetterActedOnDto })
  retry(@AskedBy() asker: Asker, @Command() context: CommandContext, @Param('id', { schema: uuid }) id: string) {
    return this.act.retry(asker, context, id);
  }

  @Post(':id/discard')
  @HttpCode(200)
  @RequirePermission('ops.can_change')
  @ApiOperation({ summary: 'Do without the event, and take up what waits behind it' })
  @ApiOkResponse({ standardSchema: LetterActedOnDto })
  discard(
    @AskedBy() asker: Asker,
    @Command() context: CommandContext,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.DiscardBody }) { reason }: dto.DiscardBody,
  ) {
    return this.act.discard(asker, context, id, reason);
  }
}
