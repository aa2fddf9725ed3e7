import { Module } from '@nestjs/common';
import { EventStoreModule } from '#libs/event-store';
import { ServiceCaller, type ServiceDefinition } from '#libs/http';
import { MessagingModule } from '#libs/messaging';
import { TenancyModule } from '#libs/tenancy';
import { ActOnDeadLetter } from './application/act-on-dead-letter.js';
import { ActOnViews } from './application/act-on-views.js';
import { CollectStatus } from './application/collect-status.js';
import { FindDeadLetters } from './application/find-dead-letters.js';
import { PartProbes } from './application/part-probes.js';
import { ReadEvents } from './application/read-events.js';
import { RecordAlarms } from './application/record-alarms.js';
import { OpsDeadLettersController } from './http/dead-letters.controller.js';
import { OpsController } from './http/ops.controller.js';
import { OpsProjectionsController } from './http/projections.controller.js';

@Module({
  imports: [
    TenancyModule.forService({ migrations: [], entities: [] }),
    EventStoreModule.forService({ service: 'keeper' }),
    MessagingModule.forService({ service: 'keeper', hasLog: true }),
  ],
  controllers: [OpsController, OpsDeadLettersController, OpsProjectionsController],
  providers: [
    ...[CollectStatus, PartProbes, ReadEvents, ServiceCaller],
    ...[FindDeadLetters, ActOnDeadLetter, RecordAlarms, ActOnViews],
  ],
})
export class KeeperModule {}

export const keeper: ServiceDefinition = { name: 'keeper', module: KeeperModule };
