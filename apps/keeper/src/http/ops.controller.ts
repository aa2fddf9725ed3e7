import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskedBy, type Asker } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { CollectStatus } from '../application/collect-status.js';
import { ReadEvents } from '../application/read-events.js';
import * as dto from './ops.dto.js';

@ApiTags('keeper')
@Controller('api/ops')
@RequirePermission('ops.can_view')
export class OpsController {
  constructor(
    private readonly collectStatus: CollectStatus,
    private readonly readEvents: ReadEvents,
  ) {}

  @Get('status')
  @ApiOperation({ summary: 'How the system stands: parts, services, log heads, lags, and everything that is degraded' })
  @ApiOkResponse({ standardSchema: dto.StatusDto })
  status(@AskedBy() asker: Asker) {
    return this.collectStatus.execute(asker);
  }

  @Get('events')
  @ApiOperation({ summary: "One service's log, oldest first" })
  @ApiOkResponse({ standardSchema: dto.EventsDto })
  events(@AskedBy() asker: Asker, @Query({ schema: dto.EventsQuery }) query: dto.EventsQuery) {
    return this.readEvents.page(asker, query);
  }

  @Get('events/streams/:stream')
  @ApiOperation({ summary: 'A stream decoded, each event with what caused it' })
  @ApiOkResponse({ standardSchema: dto.StreamDto })
  stream(
    @AskedBy() asker: Asker,
    @Param('stream', { schema: dto.StreamId }) streamId: string,
    @Query({ schema: dto.StreamQuery }) { service }: dto.StreamQuery,
  ) {
    return this.readEvents.stream(asker, streamId, service);
  }
}
