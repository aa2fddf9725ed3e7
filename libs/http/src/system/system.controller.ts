import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthRegistry, Metrics, SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { Public } from '#libs/security';
import { makeProblem, PROBLEM_TYPE } from '../problems/problem.js';
import { type AviaryReply } from '../request.js';
import { NoTenant } from '../tenant.guard.js';
import { Lifecycle } from './lifecycle.js';

/** What machines ask every service: is it alive, can it serve, what does it measure? */
@ApiExcludeController()
@Public()
@NoTenant()
@Controller()
export class SystemController {
  constructor(
    private readonly health: HealthRegistry,
    private readonly metrics: Metrics,
    private readonly lifecycle: Lifecycle,
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
  ) {}

  /** The process lives and answers; says nothing about what it depends on. */
  @Get('/healthz')
  alive(): object {
    return { state: 'ok', service: this.config.service };
  }

  /** 200 when requests may be sent here, also while something is degraded; 503 when a part is down, or it closes. */
  @Get('/readyz')
  async ready(@Res() reply: AviaryReply): Promise<void> {
    const { state, parts } = await this.health.report();
    if (state !== 'down' && !this.lifecycle.closing)
      return void reply.send({ state, service: this.config.service, parts });
    const problem = makeProblem(503, 'not-ready', `${this.config.service} cannot serve for now.`, { extra: { parts } });
    void reply.status(503).headers({ 'Retry-After': '1', 'Content-Type': PROBLEM_TYPE }).send(JSON.stringify(problem));
  }

  @Get('/metrics')
  async measurements(@Res() reply: AviaryReply): Promise<void> {
    void reply.header('Content-Type', this.metrics.contentType).send(await this.metrics.text());
  }
}
