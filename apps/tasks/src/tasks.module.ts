import { Module } from '@nestjs/common';
import { EventStoreModule } from '#libs/event-store';
import { ServiceCaller, type ServiceDefinition, STREAM_STATES } from '#libs/http';
import { MessagingModule } from '#libs/messaging';
import { ProjectionsModule } from '#libs/projections';
import { TenancyModule } from '#libs/tenancy';
import { CompleteTask } from './application/complete-task.js';
import { CreateProject } from './application/create-project.js';
import { CreateTask } from './application/create-task.js';
import { ImportHistory } from './application/import-history.js';
import { ImportSpan } from './application/import-span.js';
import { ImportTasks } from './application/import-tasks.js';
import { MakePeople } from './application/make-people.js';
import { PeopleCaughtUp } from './application/people-caught-up.js';
import { ReadTaskEvents } from './application/read-task-events.js';
import { ReassignTasks } from './application/reassign-tasks.js';
import { RunImport } from './application/run-import.js';
import { streamStates } from './application/stream-states.js';
import { ImportsController } from './http/imports.controller.js';
import { ImportsRequests } from './http/imports.requests.js';
import { ProjectsController } from './http/projects.controller.js';
import { TasksController } from './http/tasks.controller.js';
import { assignablePeople } from './projections/assignable-people/assignable-people.projection.js';
import { PeopleQuery } from './projections/assignable-people/assignable-people.query.js';
import { imports } from './projections/imports/imports.projection.js';
import { ImportsQuery } from './projections/imports/imports.query.js';
import { projects } from './projections/projects/projects.projection.js';
import { ProjectsQuery } from './projections/projects/projects.query.js';
import { taskList } from './projections/task-list/task-list.projection.js';
import { TaskListQuery } from './projections/task-list/task-list.query.js';

@Module({
  imports: [
    TenancyModule.forService({ migrations: [], entities: [] }),
    EventStoreModule.forService({ service: 'tasks' }),
    MessagingModule.forService({ service: 'tasks', hasLog: true }),
    ProjectionsModule.forService({ service: 'tasks', projections: [taskList, assignablePeople, projects, imports] }),
  ],
  controllers: [ImportsController, TasksController, ProjectsController],
  providers: [
    ...[CreateTask, CompleteTask, ReassignTasks, CreateProject, PeopleCaughtUp, ReadTaskEvents],
    ...[RunImport, ImportTasks, ImportHistory, ImportSpan, MakePeople, ServiceCaller, ImportsRequests],
    { provide: STREAM_STATES, useValue: streamStates },
    ...[TaskListQuery, PeopleQuery, ProjectsQuery, ImportsQuery],
  ],
})
export class TasksModule {}

export const tasks: ServiceDefinition = { name: 'tasks', module: TasksModule };
