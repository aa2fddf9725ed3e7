import { Body, Controller, Get, Post, Query, UseGuards } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { ProvisionTenant } from '../application/provision-tenant.js';
import { OperatorsGuard } from './operators.guard.js';
import { ListTenantsQuery, ProvisionTenantBody, settingsOf, TenantDto, TenantPageDto } from './tenant.dto.js';
import { TenantsRequests } from './tenants.requests.js';

@ApiTags('tenants')
@Controller('api/tenants')
@UseGuards(OperatorsGuard)
export class TenantsController {
  constructor(
    private readonly tenants: TenantsRequests,
    private readonly provisionTenant: ProvisionTenant,
  ) {}

  @Get()
  @RequirePermission('tenants.can_view')
  @ApiOperation({ summary: 'All tenants of the installation, by name (operators only)' })
  @ApiOkResponse({ standardSchema: TenantPageDto })
  list(@Query({ schema: ListTenantsQuery }) query: ListTenantsQuery) {
    return this.tenants.list(query);
  }

  @Post()
  @RequirePermission('tenants.can_change')
  @ApiOperation({
    summary: 'Make a tenant with its database; settings that are left out are as usual (operators only)',
  })
  @ApiCreatedResponse({ standardSchema: TenantDto })
  provision(@Body({ schema: ProvisionTenantBody }) body: ProvisionTenantBody, @Command() context: CommandContext) {
    return this.provisionTenant.execute(context, body.name, settingsOf(body));
  }
}
