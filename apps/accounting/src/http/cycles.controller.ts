import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command, day, RequestTenant } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { CloseBillingCycles } from '../application/close-billing-cycles.js';
import { PreviewClose } from '../application/preview-close.js';
import { CyclesQuery } from '../projections/cycles/cycles.query.js';
import * as dto from './accounting.dto.js';

@ApiTags('accounting')
@Controller('api/accounting/cycles')
export class CyclesController {
  constructor(
    private readonly cycles: CyclesQuery,
    private readonly closeCycles: CloseBillingCycles,
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
  @ApiOkResponse({ standardSchema: dto.ClosedCyclesDto })
  close(@Command() context: CommandContext, @Body({ schema: dto.CloseBody }) { through }: dto.CloseBody) {
    return this.closeCycles.execute(context, through);
  }
}
