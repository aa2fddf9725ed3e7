import { Module } from '@nestjs/common';
import { ServiceCaller, type ServiceDefinition } from '#libs/http';
import { TenancyModule } from '#libs/tenancy';
import { CollectStatus } from './application/collect-status.js';
import { PartProbes } from './application/part-probes.js';
import { ReadEvents } from './application/read-events.js';
import { OpsController } from './http/ops.controller.js';

@Module({
  imports: [TenancyModule.forService({ migrations: [], entities: [] })],
  controllers: [OpsController],
  providers: [CollectStatus, PartProbes, ReadEvents, ServiceCaller],
})
export class KeeperModule {}

export const keeper: ServiceDefinition = { name: 'keeper', module: KeeperModule };
