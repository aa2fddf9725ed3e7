import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command, RequestTenant } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { DefineDepartment } from '../application/define-department.js';
import { DepartmentsQuery } from '../projections/departments/departments.query.js';
import {
  DefineDepartmentBody,
  DepartmentDto,
  DepartmentPageDto,
  StructureQuery,
  toDepartmentDto,
} from './structure.dto.js';

@ApiTags('employees')
@Controller('api/departments')
export class DepartmentsController {
  constructor(
    private readonly defineDepartment: DefineDepartment,
    private readonly departments: DepartmentsQuery,
  ) {}

  @Get()
  @RequirePermission('people.can_view')
  @ApiOperation({ summary: 'Departments, by name' })
  @ApiOkResponse({ standardSchema: DepartmentPageDto })
  list(@RequestTenant() tenant: string, @Query({ schema: StructureQuery }) query: StructureQuery) {
    return this.departments.list(tenant, query, toDepartmentDto);
  }

  @Post()
  @RequirePermission('people.can_change')
  @ApiOperation({ summary: 'Make a department that people can belong to; the same name is the same department' })
  @ApiCreatedResponse({ standardSchema: DepartmentDto })
  define(@Body({ schema: DefineDepartmentBody }) body: DefineDepartmentBody, @Command() context: CommandContext) {
    return this.defineDepartment.execute(context, body.name);
  }
}
