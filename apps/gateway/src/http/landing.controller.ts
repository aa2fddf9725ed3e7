import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type AviaryRequest, NoTenant } from '#libs/http';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { Public } from '#libs/security';
import { Upstreams } from '../application/upstreams.js';
import { tenantOfHost } from '../domain/tenant-of-host.js';
import { landingPage } from './landing.page.js';

/** The first page: what is here, how it does, and where to go. */
@ApiExcludeController()
@Public()
@NoTenant()
@Controller()
export class LandingController {
  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly upstreams: Upstreams,
  ) {}

  /** @throws DomainError `unknown-tenant` */
  @Get('/')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
  async page(@Req() { headers }: AviaryRequest): Promise<string> {
    const { baseDomain, defaultTenant, mode, publicUrl: url } = this.config;
    const tenant = tenantOfHost(headers.host, baseDomain, defaultTenant);
    await this.upstreams.assertTenant(tenant);
    const services = await Promise.all(
      this.upstreams.services.map(async (name) => ({ name, ...(await this.upstreams.health(name)) })),
    );
    return landingPage({
      tenant,
      url,
      services,
      local: mode === 'local',
    });
  }
}
