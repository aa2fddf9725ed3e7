import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { DomainError, invalid, notFound } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { type Act, type ActRow, type Rebuilds, type ViewList } from '#libs/projections';
import { RequirePermission } from '#libs/security';
import { ServiceParts } from '../parts.js';
import { RequestTenant } from '../tenant.guard.js';
import { ActName, type Dropped, TableNames } from './projections.dto.js';

const Wish = z.strictObject({
  view: z.string().max(100).optional().describe('Which of the service; all of them, if left out'),
  source: z.enum(['log', 'kafka']).default('log').describe("Where the service's own log is read from"),
});
type Wish = z.infer<typeof Wish>;

const Drop = z.strictObject({
  tables: TableNames.optional().describe('All that are read no more, if left out'),
});
type Drop = z.infer<typeof Drop>;

interface Begun {
  readonly items: readonly ActRow[];
}

/** The service's views as a whole, for `keeper` and `aviary projections`; the gateway routes nobody here. */
@ApiExcludeController()
@Controller('internal/projections')
export class ProjectionsController {
  constructor(
    private readonly parts: ServiceParts,
    @Inject(SERVICE_CONFIG) private readonly config: Pick<ServiceConfig, 'service'>,
  ) {}

  @Get()
  @RequirePermission('ops.can_view')
  async list(@RequestTenant() tenant: string): Promise<ViewList> {
    return (await this.parts.rebuilds?.list(tenant)) ?? { views: [], unused: [], previous: [] };
  }

  /** @throws DomainError what `Rebuilds.drop` throws */
  @Post('drop')
  @HttpCode(200)
  @RequirePermission('ops.can_change')
  async drop(@RequestTenant() tenant: string, @Body({ schema: Drop }) { tables }: Drop): Promise<Dropped> {
    return { items: (await this.parts.rebuilds?.drop(tenant, tables)) ?? [] };
  }

  /** @throws DomainError `unknown-view`, `is-a-reactor`; what `Rebuilds.begin` throws, where one view was meant */
  @Post(':act')
  @HttpCode(200)
  @RequirePermission('ops.can_change')
  async begin(
    @RequestTenant() tenant: string,
    @Param('act', { schema: ActName }) act: Act,
    @Body({ schema: Wish }) { view: name, source: origin }: Wish,
  ): Promise<Begun> {
    const { rebuilds } = this.parts;
    if (!rebuilds) throw notFound('unknown-view', `${this.config.service} has no views.`, { field: 'view' });
    if (name !== undefined) this.assertNoReactor(name);
    const items: ActRow[] = [];
    for (const view of rebuilds.named(name)) {
      const begun = await beginOne(rebuilds, { tenant, view, act, origin }, name === undefined);
      if (begun) items.push(begun);
    }
    return { items };
  }

  private assertNoReactor(name: string): void {
    const { subscriptions } = this.parts;
    const { service } = this.config;
    const subscribers = subscriptions?.sources.flatMap((source) => subscriptions.ofSource(source)) ?? [];
    const named = new Set([name, `${service}.${name}`]);
    if (subscribers.some(({ name: own, reacts }) => reacts && named.has(own)))
      throw invalid(
        'is-a-reactor',
        `${name} is a reactor: what it did upon an event is done, and no charge, payout or mail is ever repeated. Only views can be folded anew.`,
        { field: 'view' },
      );
  }
}

/** Of all views, those are left out that have nothing to be put back. */
async function beginOne(
  rebuilds: Rebuilds,
  wanted: Parameters<Rebuilds['begin']>[0],
  ofAll: boolean,
): Promise<ActRow | undefined> {
  try {
    return await rebuilds.begin(wanted);
  } catch (error) {
    if (ofAll && error instanceof DomainError && error.code === 'no-previous-view') return undefined;
    throw error;
  }
}
