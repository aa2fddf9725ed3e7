import { Injectable } from '@nestjs/common';
import { type Page } from '#libs/http';
import { isUuid } from '#libs/kernel';
import { departmentIdOf } from '../domain/department.js';
import { employeeNotFound } from '../domain/employee.decide.js';
import { DirectoryQuery } from '../projections/directory/directory.query.js';
import { type EmployeeDto, type ListEmployeesQuery, toEmployeeDto } from './employee.dto.js';

/** Requests that read the directory. */
@Injectable()
export class EmployeesRequests {
  constructor(private readonly directory: DirectoryQuery) {}

  list(tenant: string, { department, ...request }: ListEmployeesQuery): Promise<Page<EmployeeDto>> {
    const departmentId = department === undefined ? undefined : idOf(tenant, department);
    return this.directory.list(tenant, { ...request, departmentId }, toEmployeeDto);
  }

  /** @throws DomainError `employee-not-found` */
  async one(tenant: string, id: string): Promise<EmployeeDto> {
    const entry = await this.directory.byId(tenant, id);
    if (!entry) throw employeeNotFound();
    return toEmployeeDto(entry);
  }
}

/** Departments are asked for by id or by name; nobody belongs to one that was never defined. */
function idOf(tenant: string, department: string): string {
  const id = department.toLowerCase();
  return isUuid(id) ? id : departmentIdOf(tenant, department);
}
