import { Module } from '@nestjs/common';
import { EventStoreModule } from '#libs/event-store';
import { ServiceCaller, type ServiceDefinition } from '#libs/http';
import { MessagingModule } from '#libs/messaging';
import { ProjectionsModule } from '#libs/projections';
import { TenancyModule } from '#libs/tenancy';
import { ActOnDeadLetter } from './application/act-on-dead-letter.js';
import { ActOnViews } from './application/act-on-views.js';
import { AskLogs } from './application/ask-logs.js';
import { CollectStatus } from './application/collect-status.js';
import { FindDeadLetters } from './application/find-dead-letters.js';
import { FindEvents } from './application/find-events.js';
import { PartProbes } from './application/part-probes.js';
import { ReadEvents } from './application/read-events.js';
import { RecordAlarms } from './application/record-alarms.js';
import { SearchEvents } from './application/search-events.js';
import { TellState } from './application/tell-state.js';
import { OpsDeadLettersController } from './http/dead-letters.controller.js';
import { OpsEventsController } from './http/events.controller.js';
import { OpsController } from './http/ops.controller.js';
import { OpsProjectionsController } from './http/projections.controller.js';
import { eventIndex } from './projections/event-index/event-index.projection.js';
import { EventIndexQuery } from './projections/event-index/event-index.query.js';

@Module({
  imports: [
    TenancyModule.forService({ migrations: [], entities: [] }),
    EventStoreModule.forService({ service: 'keeper' }),
    MessagingModule.forService({ service: 'keeper', hasLog: true }),
    ProjectionsModule.forService({ service: 'keeper', projections: [eventIndex] }),
  ],
  controllers: [OpsController, OpsEventsController, OpsDeadLettersController, OpsProjectionsController],
  providers: [
    ...[CollectStatus, PartProbes, ReadEvents, ServiceCaller],
    ...[AskLogs, EventIndexQuery, FindEvents, SearchEvents, TellState],
    ...[FindDeadLetters, ActOnDeadLetter, RecordAlarms, ActOnViews],
  ],
})
export class KeeperModule {}

export const keeper: ServiceDefinition = { name: 'keeper', module: KeeperModule };
