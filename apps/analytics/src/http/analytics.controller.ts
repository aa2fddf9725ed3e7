import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RangeQuery, RequestTenant } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { MostExpensiveTask } from '../application/most-expensive-task.js';
import { BalancesQuery } from '../projections/balances/balances.query.js';
import { EarningsQuery } from '../projections/earnings-by-day/earnings-by-day.query.js';
import * as dto from './analytics.dto.js';

@ApiTags('analytics')
@Controller('api/analytics')
@RequirePermission('analytics.can_view')
export class AnalyticsController {
  constructor(
    private readonly earningsByDay: EarningsQuery,
    private readonly balances: BalancesQuery,
    private readonly tasks: MostExpensiveTask,
  ) {}

  @Get('earnings')
  @ApiOperation({ summary: 'What management earned, day by day, from the aggregates of analytics' })
  @ApiOkResponse({ standardSchema: dto.EarningsDto })
  earnings(@RequestTenant() tenant: string, @Query({ schema: RangeQuery }) { from, to }: RangeQuery) {
    return this.earningsByDay.between(tenant, from, to);
  }

  @Get('negative-balances')
  @ApiOperation({ summary: 'How many people owe the company' })
  @ApiOkResponse({ standardSchema: dto.NegativeBalancesDto })
  negativeBalances(@RequestTenant() tenant: string) {
    return this.balances.negative(tenant);
  }

  @Get('most-expensive-task')
  @ApiOperation({ summary: 'The best paid task completed in a day, ISO week or month' })
  @ApiOkResponse({ standardSchema: dto.MostExpensiveTaskDto })
  mostExpensiveTask(
    @RequestTenant() tenant: string,
    @Query({ schema: dto.MostExpensiveTaskQuery }) { period, at }: dto.MostExpensiveTaskQuery,
  ) {
    return this.tasks.of(tenant, period, at);
  }
}
