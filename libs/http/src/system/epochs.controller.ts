import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { type EpochStart } from '#libs/event-store';
import { notFound } from '#libs/kernel';
import { CurrentPrincipal, type Principal, RequirePermission } from '#libs/security';
import { ServiceParts } from '../parts.js';
import { RequestTenant } from '../tenant.guard.js';

const Opening = z.strictObject({
  after: z.int().min(1).describe('The epoch that the log is in: the same wish, sent again, opens no second one'),
  fromPosition: z.int().min(1).optional().describe('What others have seen of the log from here on is void'),
});
type Opening = z.infer<typeof Opening>;

interface Epochs {
  readonly service: string;
  readonly epoch: number;
  /** Where the log ends. */
  readonly position: number;
  readonly epochs: readonly EpochStart[];
}

interface Opened extends EpochStart {
  readonly service: string;
  /** False: the log was in another epoch than it was thought to be. */
  readonly opened: boolean;
}

/** The epochs of the service's log, for `aviary log`; the gateway routes nobody here. */
@ApiExcludeController()
@Controller('internal/epochs')
@RequirePermission('ops.can_change')
export class EpochsController {
  constructor(private readonly parts: ServiceParts) {}

  @Get()
  async list(@RequestTenant() tenant: string): Promise<Epochs> {
    const log = this.part(this.parts.log);
    const { epoch, position } = await log.head(tenant);
    return { service: log.service, epoch, position, epochs: await log.epochs(tenant) };
  }

  @Post()
  @HttpCode(200)
  async open(
    @RequestTenant() tenant: string,
    @CurrentPrincipal() { userId }: Principal,
    @Body({ schema: Opening }) opening: Opening,
  ): Promise<Opened> {
    const { service } = this.part(this.parts.log);
    const done = await this.part(this.parts.custody).open(tenant, { ...opening, actor: userId });
    const { opened, epoch, fromPosition } = done;
    return { service, opened, epoch, fromPosition };
  }

  private part<Part>(part: Part | undefined): Part {
    if (!part) throw notFound('no-log', 'This service keeps no log.');
    return part;
  }
}
