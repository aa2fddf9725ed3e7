import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RangeQuery, RequestTenant } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { CyclesQuery } from '../projections/cycles/cycles.query.js';
import { EarningsDto } from './accounting.dto.js';

@ApiTags('accounting')
@Controller('api/accounting/management')
export class ManagementController {
  constructor(private readonly cycles: CyclesQuery) {}

  @Get('earnings')
  @RequirePermission('accounting.can_view_earnings')
  @ApiOperation({ summary: 'What management earned (fees − rewards), for every day of the range' })
  @ApiOkResponse({ standardSchema: EarningsDto })
  earnings(@RequestTenant() tenant: string, @Query({ schema: RangeQuery }) { from, to }: RangeQuery) {
    return this.cycles.earnings(tenant, from, to);
  }
}
