import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskedBy, type Asker, uuid } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { ReadEvents } from '../application/read-events.js';
import { SearchEvents } from '../application/search-events.js';
import { TellState } from '../application/tell-state.js';
import * as dto from './events.dto.js';

@ApiTags('keeper')
@Controller('api/ops/events')
@RequirePermission('ops.can_view')
export class OpsEventsController {
  constructor(
    private readonly readEvents: ReadEvents,
    private readonly searchEvents: SearchEvents,
    private readonly tellState: TellState,
  ) {}

  @Get()
  @ApiOperation({ summary: "One service's log, oldest first" })
  @ApiOkResponse({ standardSchema: dto.EventsDto })
  events(@AskedBy() asker: Asker, @Query({ schema: dto.EventsQuery }) query: dto.EventsQuery) {
    return this.readEvents.page(asker, query);
  }

  @Get('search')
  @ApiOperation({
    summary: 'Events of all services by request, task, person and time, each with its cause and effects',
  })
  @ApiOkResponse({ standardSchema: dto.ExplainedEventsDto })
  search(@AskedBy() asker: Asker, @Query({ schema: dto.SearchQuery }) query: dto.SearchQuery) {
    return this.searchEvents.execute(asker, dto.asFilter(query), query);
  }

  @Get('streams/:stream')
  @ApiOperation({ summary: 'A stream decoded, each event with what caused it and what it caused, across services' })
  @ApiOkResponse({ standardSchema: dto.ExplainedEventsDto })
  stream(
    @AskedBy() asker: Asker,
    @Param('stream', { schema: dto.StreamId }) streamId: string,
    @Query({ schema: dto.StreamQuery }) query: dto.StreamQuery,
  ) {
    return this.readEvents.stream(asker, { streamId, ...query });
  }

  @Get('streams/:stream/state')
  @ApiOperation({ summary: 'What a task, an account or a person was at a time, or up to a place in a log' })
  @ApiOkResponse({ standardSchema: dto.StatesDto })
  state(
    @AskedBy() asker: Asker,
    @Param('stream', { schema: dto.StreamId }) streamId: string,
    @Query({ schema: dto.StateQuery }) query: dto.StateQuery,
  ) {
    return this.tellState.execute(asker, streamId, dto.asUntil(query));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One event, with what caused it and what it caused' })
  @ApiOkResponse({ standardSchema: dto.ExplainedEventDto })
  one(@AskedBy() asker: Asker, @Param('id', { schema: uuid }) id: string) {
    return this.readEvents.one(asker, id);
  }
}
