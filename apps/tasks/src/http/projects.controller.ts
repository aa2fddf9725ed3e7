import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command, RequestTenant } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { CreateProject } from '../application/create-project.js';
import { ProjectsQuery } from '../projections/projects/projects.query.js';
import { CreateProjectBody, ListProjectsQuery, ProjectDto, ProjectPageDto } from './project.dto.js';

@ApiTags('tasks')
@Controller('api/projects')
export class ProjectsController {
  constructor(
    private readonly createProject: CreateProject,
    private readonly projects: ProjectsQuery,
  ) {}

  @Post()
  @RequirePermission('tasks.can_add')
  @ApiOperation({ summary: 'Make a project that tasks can belong to' })
  @ApiCreatedResponse({ standardSchema: ProjectDto })
  create(@Command() context: CommandContext, @Body({ schema: CreateProjectBody }) body: CreateProjectBody) {
    return this.createProject.execute(context, body);
  }

  @Get()
  @RequirePermission('tasks.can_view')
  @ApiOperation({ summary: 'Projects, oldest first' })
  @ApiOkResponse({ standardSchema: ProjectPageDto })
  list(@RequestTenant() tenant: string, @Query({ schema: ListProjectsQuery }) query: ListProjectsQuery) {
    return this.projects.list(tenant, query);
  }
}
