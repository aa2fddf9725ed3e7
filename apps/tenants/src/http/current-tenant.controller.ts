import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequestTenant } from '#libs/http';
import { Public } from '#libs/security';
import { CurrentTenantDto } from './tenant.dto.js';

/** What everybody may know of the company whose address they have typed. */
@ApiTags('tenants')
@Public()
@Controller('api/tenants/current')
export class CurrentTenantController {
  @Get()
  @ApiOperation({ summary: 'Which company this address belongs to; 404 if to none' })
  @ApiOkResponse({ standardSchema: CurrentTenantDto })
  read(@RequestTenant() name: string) {
    return { name };
  }
}
