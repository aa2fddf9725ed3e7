import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { type AviaryReply, Command, day, RequestTenant } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { CloseInTime } from '../application/close-in-time.js';
import { ClosingProgress } from '../application/closing-progress.js';
import { PreviewClose } from '../application/preview-close.js';
import { CyclesQuery } from '../projections/cycles/cycles.query.js';
import * as dto from './accounting.dto.js';
import { waitOf } from './prefer.js';

@ApiTags('accounting')
@Controller('api/accounting/cycles')
export class CyclesController {
  constructor(
    private readonly cycles: CyclesQuery,
    private readonly closeInTime: CloseInTime,
    private readonly progress: ClosingProgress,
    private readonly previewClose: PreviewClose,
  ) {}

  @Get()
  @RequirePermission('accounting.can_view_all')
  @ApiOperation({ summary: 'Billing cycles, newest first' })
  @ApiOkResponse({ standardSchema: dto.CyclePageDto })
  list(@RequestTenant() tenant: string, @Query({ schema: dto.CyclesQueryDto }) query: dto.CyclesQueryDto) {
    return this.cycles.list(tenant, query);
  }

  @Get('preview')
  @RequirePermission('accounting.can_close')
  @ApiOperation({ summary: 'What closing would do now; nothing is written' })
  @ApiOkResponse({ standardSchema: dto.PreviewDto })
  preview(@RequestTenant() tenant: string, @Query({ schema: dto.PreviewQuery }) { through }: dto.PreviewQuery) {
    return this.previewClose.execute(tenant, through);
  }

  @Get('closing')
  @RequirePermission('accounting.can_close')
  @ApiOperation({ summary: 'How far the closing of cycles has got' })
  @ApiOkResponse({ standardSchema: dto.ClosingDto })
  closing(@RequestTenant() tenant: string) {
    return this.progress.of(tenant);
  }

  @Get(':cycle')
  @RequirePermission('accounting.can_view_all')
  @ApiOperation({ summary: 'One billing cycle' })
  @ApiOkResponse({ standardSchema: dto.CycleDto })
  get(@RequestTenant() tenant: string, @Param('cycle', { schema: day }) cycle: string) {
    return this.cycles.get(tenant, cycle);
  }

  @Post('close')
  @HttpCode(200)
  @RequirePermission('accounting.can_close')
  @ApiOperation({ summary: 'Close every cycle through a day: pay positive balances out, carry negative ones over' })
  @ApiHeader({ name: 'Prefer', required: false, description: '`wait=<seconds>`: 202 after so long; 50 at most' })
  @ApiOkResponse({ standardSchema: dto.ClosedCyclesDto })
  @ApiAcceptedResponse({ standardSchema: dto.ClosingDto, description: 'It takes longer, and goes on' })
  async close(
    @Command() context: CommandContext,
    @Body({ schema: dto.CloseBody }) { through }: dto.CloseBody,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) reply: AviaryReply,
  ) {
    const closed = await this.closeInTime.execute(context, through, waitOf(prefer));
    if (closed !== undefined) return closed;
    void reply.code(202).header('Location', '/api/accounting/cycles/closing');
    return await this.progress.of(context.tenant);
  }
}
