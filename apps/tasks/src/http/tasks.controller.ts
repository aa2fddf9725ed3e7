import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command, RequestTenant, uuid } from '#libs/http';
import { CurrentPrincipal, type Principal, RequirePermission } from '#libs/security';
import { CompleteTask } from '../application/complete-task.js';
import { CreateTask } from '../application/create-task.js';
import { ReadTaskEvents } from '../application/read-task-events.js';
import { ReassignTasks } from '../application/reassign-tasks.js';
import { TaskListQuery } from '../projections/task-list/task-list.query.js';
import * as dto from './task.dto.js';

@ApiTags('tasks')
@Controller('api/tasks')
export class TasksController {
  constructor(
    private readonly createTask: CreateTask,
    private readonly completeTask: CompleteTask,
    private readonly reassignTasks: ReassignTasks,
    private readonly tasks: TaskListQuery,
    private readonly taskEvents: ReadTaskEvents,
  ) {}

  @Post()
  @RequirePermission('tasks.can_add')
  @ApiOperation({ summary: 'Make a task and give it to a random developer, or to a named one' })
  @ApiCreatedResponse({ standardSchema: dto.CreatedTaskDto })
  create(@Command() context: CommandContext, @Body({ schema: dto.CreateTaskBody }) body: dto.CreateTaskBody) {
    return this.createTask.execute(context, dto.asNewTask(body));
  }

  @Get()
  @RequirePermission('tasks.can_view')
  @ApiOperation({ summary: 'Tasks, newest first' })
  @ApiOkResponse({ standardSchema: dto.TaskPageDto })
  list(
    @RequestTenant() tenant: string,
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.ListTasksQuery }) query: dto.ListTasksQuery,
  ) {
    return this.tasks.list(tenant, dto.asFilter(query, principal.userId));
  }

  @Post('reassign')
  @HttpCode(200)
  @RequirePermission('tasks.can_reassign')
  @ApiOperation({ summary: 'Draw anew for every open task; each assignment is charged again' })
  @ApiOkResponse({ standardSchema: dto.ReassignedDto })
  reassign(@Command() context: CommandContext) {
    return this.reassignTasks.execute(context);
  }

  @Get(':id')
  @RequirePermission('tasks.can_view')
  @ApiOperation({ summary: 'One task' })
  @ApiOkResponse({ standardSchema: dto.TaskDto })
  get(@RequestTenant() tenant: string, @Param('id', { schema: uuid }) id: string) {
    return this.tasks.get(tenant, id);
  }

  @Get(':id/events')
  @RequirePermission('tasks.can_view')
  @ApiOperation({ summary: 'All that has happened to a task, oldest first' })
  @ApiOkResponse({ standardSchema: dto.TaskEventsDto })
  events(@RequestTenant() tenant: string, @Param('id', { schema: uuid }) id: string) {
    return this.taskEvents.execute(tenant, id);
  }

  @Post(':id/complete')
  @HttpCode(200)
  @RequirePermission('tasks.can_complete')
  @ApiOperation({ summary: 'Say that a task assigned to oneself is done' })
  @ApiOkResponse({ standardSchema: dto.CompletedTaskDto })
  complete(@Command() context: CommandContext, @Param('id', { schema: uuid }) id: string) {
    return this.completeTask.execute(context, id);
  }
}
