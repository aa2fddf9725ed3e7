import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type CommandContext } from '#libs/event-store';
import { Command } from '#libs/http';
import { RequirePermission } from '#libs/security';
import { ImportEmployees } from '../application/import-employees.js';
import { asImportedEmployee, ImportedEmployeesDto, ImportEmployeesBody } from './employee-imports.dto.js';

@ApiTags('employees')
@Controller('api/employees/imports')
@RequirePermission('imports.can_add')
export class EmployeeImportsController {
  constructor(private readonly importEmployees: ImportEmployees) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'People of the past, up to 1,000 at a time; who is or was employed stays as they are' })
  @ApiOkResponse({ standardSchema: ImportedEmployeesDto })
  add(@Command() context: CommandContext, @Body({ schema: ImportEmployeesBody }) { items }: ImportEmployeesBody) {
    return this.importEmployees.execute(context, items.map(asImportedEmployee));
  }
}
