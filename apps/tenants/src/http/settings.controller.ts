import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command, RequestTenant } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { ChangeSettings } from '../application/change-settings.js';
import { ReadSettings } from '../application/read-settings.js';
import { SettingsBody, SettingsDto } from './tenant.dto.js';

@ApiTags('tenants')
@Controller('api/tenants/current/settings')
export class SettingsController {
  constructor(
    private readonly readSettings: ReadSettings,
    private readonly changeSettings: ChangeSettings,
  ) {}

  @Get()
  @RequirePermission('tenants.can_view')
  @ApiOperation({ summary: 'By which rules the own company works' })
  @ApiOkResponse({ standardSchema: SettingsDto })
  read(@RequestTenant() tenant: string) {
    return this.readSettings.execute(tenant);
  }

  @Put()
  @RequirePermission('tenants.can_change')
  @ApiOperation({ summary: 'Work by other rules; the asset stays as it is once the ledger has entries' })
  @ApiOkResponse({ standardSchema: SettingsDto })
  change(@Body({ schema: SettingsBody }) body: SettingsBody, @Command() context: CommandContext) {
    return this.changeSettings.execute(context, body);
  }
}
