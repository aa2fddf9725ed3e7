import { Module } from '@nestjs/common';
import { type ServiceDefinition } from '#libs/http';
import { MessagingModule } from '#libs/messaging';
import { ProjectionsModule } from '#libs/projections';
import { EventStoreModule } from '#libs/event-store';
import { TenancyModule } from '#libs/tenancy';
import { MostExpensiveTask } from './application/most-expensive-task.js';
import { AnalyticsController } from './http/analytics.controller.js';
import { balances } from './projections/balances/balances.projection.js';
import { BalancesQuery } from './projections/balances/balances.query.js';
import { completedTasks } from './projections/completed-tasks/completed-tasks.projection.js';
import { CompletedTasksQuery } from './projections/completed-tasks/completed-tasks.query.js';
import { earningsByDay } from './projections/earnings-by-day/earnings-by-day.projection.js';
import { EarningsQuery } from './projections/earnings-by-day/earnings-by-day.query.js';

@Module({
  imports: [
    TenancyModule.forService({ migrations: [], entities: [] }),
    EventStoreModule.forService({ service: 'analytics' }),
    MessagingModule.forService({ service: 'analytics', hasLog: true }),
    ProjectionsModule.forService({ service: 'analytics', projections: [balances, completedTasks, earningsByDay] }),
  ],
  controllers: [AnalyticsController],
  providers: [BalancesQuery, CompletedTasksQuery, EarningsQuery, MostExpensiveTask],
})
export class AnalyticsModule {}

export const analytics: ServiceDefinition = { name: 'analytics', module: AnalyticsModule };
