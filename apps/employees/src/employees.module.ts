import { Module } from '@nestjs/common';
import { EventStoreModule } from '#libs/event-store';
import { type ServiceDefinition, STREAM_STATES } from '#libs/http';
import { MessagingModule } from '#libs/messaging';
import { ProjectionsModule } from '#libs/projections';
import { TenancyModule } from '#libs/tenancy';
import { ChangeEmployee } from './application/change-employee.js';
import { DefineDepartment } from './application/define-department.js';
import { DefinePosition } from './application/define-position.js';
import { EndEmployment } from './application/end-employment.js';
import { HireEmployee } from './application/hire-employee.js';
import { ImportEmployees } from './application/import-employees.js';
import { ResolvePlacement } from './application/resolve-placement.js';
import { streamStates } from './application/stream-states.js';
import { DepartmentsController } from './http/departments.controller.js';
import { EmployeeImportsController } from './http/employee-imports.controller.js';
import { EmployeesController } from './http/employees.controller.js';
import { EmployeesRequests } from './http/employees.requests.js';
import { PositionsController } from './http/positions.controller.js';
import { departments } from './projections/departments/departments.projection.js';
import { DepartmentsQuery } from './projections/departments/departments.query.js';
import { directory } from './projections/directory/directory.projection.js';
import { DirectoryQuery } from './projections/directory/directory.query.js';
import { positions } from './projections/positions/positions.projection.js';
import { PositionsQuery } from './projections/positions/positions.query.js';

@Module({
  imports: [
    TenancyModule.forService({ migrations: [], entities: [] }),
    EventStoreModule.forService({ service: 'employees' }),
    MessagingModule.forService({ service: 'employees', hasLog: true }),
    ProjectionsModule.forService({ service: 'employees', projections: [directory, positions, departments] }),
  ],
  controllers: [EmployeesController, PositionsController, DepartmentsController, EmployeeImportsController],
  providers: [
    ImportEmployees,
    ...[HireEmployee, ChangeEmployee, EndEmployment, ResolvePlacement, DefinePosition, DefineDepartment],
    { provide: STREAM_STATES, useValue: streamStates },
    ...[DirectoryQuery, PositionsQuery, DepartmentsQuery, EmployeesRequests],
  ],
})
export class EmployeesModule {}

export const employees: ServiceDefinition = { name: 'employees', module: EmployeesModule };
