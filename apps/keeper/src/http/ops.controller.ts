import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AskedBy, type Asker } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { CollectStatus } from '../application/collect-status.js';
import * as dto from './ops.dto.js';

@ApiTags('keeper')
@Controller('api/ops')
@RequirePermission('ops.can_view')
export class OpsController {
  constructor(private readonly collectStatus: CollectStatus) {}

  @Get('status')
  @ApiOperation({ summary: 'How the system stands: parts, services, log heads, lags, and everything that is degraded' })
  @ApiOkResponse({ standardSchema: dto.StatusDto })
  status(@AskedBy() asker: Asker) {
    return this.collectStatus.execute(asker);
  }
}
