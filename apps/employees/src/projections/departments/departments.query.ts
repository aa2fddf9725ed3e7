import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, page, type Page, type PageRequest } from '#libs/http';
import { Views } from '#libs/projections';
import { type DepartmentRow, departments } from './departments.projection.js';

/** Lists go on after the name and the id of the last department shown. */
const cursorSchema = z.tuple([z.string(), z.uuid()]);

/** Reads the view `departments`. */
@Injectable()
export class DepartmentsQuery {
  constructor(private readonly views: Views) {}

  /** In the order of their names. */
  async list<Item>(tenant: string, request: PageRequest, toItem: (row: DepartmentRow) => Item): Promise<Page<Item>> {
    const after = decodeCursor(request.cursor, cursorSchema);
    const view = await this.views.of(tenant, departments);
    const query = view
      .createQueryBuilder('one')
      .orderBy('one.name')
      .addOrderBy('one.departmentId')
      .limit(request.limit + 1);
    if (after)
      query.where('(one.name, one.departmentId) > (:name, :departmentId)', { name: after[0], departmentId: after[1] });
    return page(await query.getMany(), request.limit, (row) => [row.name, row.departmentId], toItem);
  }
}
