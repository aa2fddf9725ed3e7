import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, In, IsNull, MoreThan, Not } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, page, type Page, type PageRequest } from '#libs/http';
import { Views } from '#libs/projections';
import { departments } from '../departments/departments.projection.js';
import { positions } from '../positions/positions.projection.js';
import { directory, type DirectoryRow } from './directory.projection.js';

/** A row with the names of what it refers to. */
export interface DirectoryEntry extends DirectoryRow {
  readonly hiredAt: number;
  readonly position: string | null;
  readonly department: string | null;
}

/** Lists go on after the id of the last employee shown. */
const cursorSchema = z.tuple([z.uuid()]);

/** Reads the view `directory`, and the names of positions and departments beside it. */
@Injectable()
export class DirectoryQuery {
  constructor(private readonly views: Views) {}

  async byId(tenant: string, employeeId: string): Promise<DirectoryEntry | undefined> {
    const view = await this.views.of(tenant, directory);
    const rows = await view.findBy({ employeeId, hiredAt: Not(IsNull()) });
    return (await this.named(tenant, rows))[0];
  }

  /** Employees in the order of their ids. @param departmentId only those of this department */
  async list<Item>(
    tenant: string,
    { departmentId, ...request }: PageRequest & { readonly departmentId?: string | undefined },
    toItem: (entry: DirectoryEntry) => Item,
  ): Promise<Page<Item>> {
    const [after] = decodeCursor(request.cursor, cursorSchema) ?? [];
    const where: FindOptionsWhere<DirectoryRow> = { hiredAt: Not(IsNull()) };
    if (departmentId !== undefined) where.departmentId = departmentId;
    if (after !== undefined) where.employeeId = MoreThan(after);
    const view = await this.views.of(tenant, directory);
    const rows = await view.find({ where, order: { employeeId: 'ASC' }, take: request.limit + 1 });
    return page(await this.named(tenant, rows), request.limit, (entry) => [entry.employeeId], toItem);
  }

  private async named(tenant: string, rows: readonly DirectoryRow[]): Promise<DirectoryEntry[]> {
    const titles = await this.titles(tenant, rows);
    const names = await this.names(tenant, rows);
    return rows.map((row) => ({
      ...row,
      hiredAt: row.hiredAt ?? 0,
      position: titles.get(row.positionId ?? '') ?? null,
      department: names.get(row.departmentId ?? '') ?? null,
    }));
  }

  private async titles(tenant: string, rows: readonly DirectoryRow[]): Promise<Map<string, string>> {
    const view = await this.views.of(tenant, positions);
    const found = await view.findBy({ positionId: In(present(rows.map(({ positionId }) => positionId))) });
    return new Map(found.map(({ positionId, title }) => [positionId, title]));
  }

  private async names(tenant: string, rows: readonly DirectoryRow[]): Promise<Map<string, string>> {
    const view = await this.views.of(tenant, departments);
    const found = await view.findBy({ departmentId: In(present(rows.map(({ departmentId }) => departmentId))) });
    return new Map(found.map(({ departmentId, name }) => [departmentId, name]));
  }
}

/** Each id once, without null. */
function present(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
