import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { notFound } from '#libs/kernel';
import { type CheckName, CheckRegistry, type CheckReport, CHECKS } from '#libs/platform';
import { RequirePermission } from '#libs/security';
import { RequestTenant } from '../tenant.guard.js';

const Name = z.enum(CHECKS);

/** The checks of `aviary verify`, each service its own; the gateway routes nobody here. */
@ApiExcludeController()
@Controller('internal/checks')
@RequirePermission('ops.can_view')
export class ChecksController {
  constructor(private readonly checks: CheckRegistry) {}

  @Get()
  names(): { checks: CheckName[] } {
    return { checks: this.checks.names };
  }

  /** @throws DomainError `no-check` for one that this service does not make */
  @Get(':name')
  async run(@RequestTenant() tenant: string, @Param('name', { schema: Name }) name: CheckName): Promise<CheckReport> {
    const check = this.checks.find(name);
    if (!check) throw notFound('no-check', 'This service makes no such check.', { field: 'name' });
    return await check(tenant);
  }
}
