import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command, RequestTenant, uuid } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { ChangeEmployee } from '../application/change-employee.js';
import { EndEmployment } from '../application/end-employment.js';
import { HireEmployee } from '../application/hire-employee.js';
import {
  ChangeEmployeeBody,
  EmployeeChangedDto,
  EmployeeDto,
  EmployeePageDto,
  HireEmployeeBody,
  ListEmployeesQuery,
} from './employee.dto.js';
import { EmployeesRequests } from './employees.requests.js';

@ApiTags('employees')
@Controller('api/employees')
export class EmployeesController {
  constructor(
    private readonly employees: EmployeesRequests,
    private readonly hireEmployee: HireEmployee,
    private readonly changeEmployee: ChangeEmployee,
    private readonly endEmployment: EndEmployment,
  ) {}

  @Get()
  @RequirePermission('people.can_view')
  @ApiOperation({ summary: 'Everybody who works or has worked here, or in one department' })
  @ApiOkResponse({ standardSchema: EmployeePageDto })
  list(@RequestTenant() tenant: string, @Query({ schema: ListEmployeesQuery }) query: ListEmployeesQuery) {
    return this.employees.list(tenant, query);
  }

  @Get(':id')
  @RequirePermission('people.can_view')
  @ApiOperation({ summary: 'One employee' })
  @ApiOkResponse({ standardSchema: EmployeeDto })
  one(@RequestTenant() tenant: string, @Param('id', { schema: uuid }) id: string) {
    return this.employees.one(tenant, id);
  }

  @Post()
  @RequirePermission('people.can_change')
  @ApiOperation({
    summary: 'Take a person into the company; positions and departments may be named before they are defined',
  })
  @ApiCreatedResponse({ standardSchema: EmployeeChangedDto })
  hire(@Body({ schema: HireEmployeeBody }) body: HireEmployeeBody, @Command() context: CommandContext) {
    return this.hireEmployee.execute(context, body);
  }

  @Patch(':id')
  @RequirePermission('people.can_change')
  @ApiOperation({ summary: 'Change name, position or department; what is left out stays, null takes it away' })
  @ApiOkResponse({ standardSchema: EmployeeChangedDto })
  change(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: ChangeEmployeeBody }) body: ChangeEmployeeBody,
    @Command() context: CommandContext,
  ) {
    return this.changeEmployee.execute(context, id, body);
  }

  @Post(':id/leave')
  @HttpCode(200)
  @RequirePermission('people.can_change')
  @ApiOperation({ summary: 'Record that the employee has left' })
  @ApiOkResponse({ standardSchema: EmployeeChangedDto })
  leave(@Param('id', { schema: uuid }) id: string, @Command() context: CommandContext) {
    return this.endEmployment.execute(context, id);
  }
}
