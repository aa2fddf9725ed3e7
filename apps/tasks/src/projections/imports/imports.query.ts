import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, type Page, page, type PageRequest } from '#libs/http';
import { Views } from '#libs/projections';
import { type ImportRow, imports } from './imports.projection.js';

/** Reads the view `imports`. */
@Injectable()
export class ImportsQuery {
  constructor(private readonly views: Views) {}

  /** The latest first. */
  async list<Item>(
    tenant: string,
    { limit, cursor }: PageRequest,
    toItem: (row: ImportRow) => Item,
  ): Promise<Page<Item>> {
    const before = decodeCursor(cursor, z.int());
    const view = await this.views.of(tenant, imports);
    const rows = await view.find({
      ...(before === undefined ? {} : { where: { startedPosition: LessThan(before) } }),
      order: { startedPosition: 'DESC' },
      take: limit + 1,
    });
    return page(rows, limit, (row) => row.startedPosition, toItem);
  }
}
