import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequestTenant } from '#libs/http';
import { CurrentPrincipal, type Principal, RequirePermission } from '#libs/security';
import { MyBalance } from '../application/my-balance.js';
import { AccountsQuery } from '../projections/accounts/accounts.query.js';
import * as dto from './accounting.dto.js';

@ApiTags('accounting')
@Controller('api/accounting')
export class EntriesController {
  constructor(
    private readonly accounts: AccountsQuery,
    private readonly balances: MyBalance,
  ) {}

  @Get('me/balance')
  @RequirePermission('accounting.can_view_own')
  @ApiOperation({ summary: 'What one has now' })
  @ApiOkResponse({ standardSchema: dto.BalanceDto })
  balance(@RequestTenant() tenant: string, @CurrentPrincipal() { userId }: Principal) {
    return this.balances.of(tenant, userId);
  }

  @Get('me/entries')
  @RequirePermission('accounting.can_view_own')
  @ApiOperation({ summary: 'Every movement of one’s own account, newest first' })
  @ApiOkResponse({ standardSchema: dto.EntryPageDto })
  myEntries(
    @RequestTenant() tenant: string,
    @CurrentPrincipal() { userId }: Principal,
    @Query({ schema: dto.MyEntriesQuery }) query: dto.MyEntriesQuery,
  ) {
    return this.accounts.entries(tenant, { ...query, employeeId: userId });
  }

  @Get('entries')
  @RequirePermission('accounting.can_view_all')
  @ApiOperation({ summary: 'Every movement of every employee’s account, newest first' })
  @ApiOkResponse({ standardSchema: dto.EntryPageDto })
  entries(@RequestTenant() tenant: string, @Query({ schema: dto.EntriesQuery }) query: dto.EntriesQuery) {
    return this.accounts.entries(tenant, query);
  }
}
