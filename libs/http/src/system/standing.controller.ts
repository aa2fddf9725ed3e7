import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthRegistry, SERVICE_CONFIG, type ServiceConfig, StatusRegistry } from '#libs/platform';
import { CurrentPrincipal, type Principal, RequirePermission } from '#libs/security';

/** Those who operate the installation; everybody else sees their own company. */
const OPERATORS = 'aviary';

/** How a service stands, for `keeper` and `aviary status`; the gateway routes nobody here. */
@ApiExcludeController()
@Controller('internal/status')
export class StandingController {
  constructor(
    private readonly health: HealthRegistry,
    private readonly status: StatusRegistry,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  @Get()
  @RequirePermission('ops.can_view')
  async standing(@CurrentPrincipal() { tenant }: Principal): Promise<object> {
    const [{ state, parts }, sections] = await Promise.all([this.health.report(), this.status.report()]);
    const own = (row: object): boolean => tenant === OPERATORS || !('tenant' in row) || row.tenant === tenant;
    const seen = Object.entries(sections).map(([section, rows]) => [section, rows.filter(own)] as const);
    return { service: this.config.service, state, parts, ...Object.fromEntries(seen) };
  }
}
