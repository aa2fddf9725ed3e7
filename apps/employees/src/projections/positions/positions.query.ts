import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { decodeCursor, page, type Page, type PageRequest } from '#libs/http';
import { Views } from '#libs/projections';
import { positions, type PositionRow } from './positions.projection.js';

/** Lists go on after the title and the id of the last position shown. */
const cursorSchema = z.tuple([z.string(), z.uuid()]);

/** Reads the view `positions`. */
@Injectable()
export class PositionsQuery {
  constructor(private readonly views: Views) {}

  /** In the order of their titles. */
  async list<Item>(tenant: string, request: PageRequest, toItem: (row: PositionRow) => Item): Promise<Page<Item>> {
    const after = decodeCursor(request.cursor, cursorSchema);
    const view = await this.views.of(tenant, positions);
    const query = view
      .createQueryBuilder('one')
      .orderBy('one.title')
      .addOrderBy('one.positionId')
      .limit(request.limit + 1);
    if (after)
      query.where('(one.title, one.positionId) > (:title, :positionId)', { title: after[0], positionId: after[1] });
    return page(await query.getMany(), request.limit, (row) => [row.title, row.positionId], toItem);
  }
}
