import { Injectable } from '@nestjs/common';
import { Views } from '#libs/projections';
import { imports } from './imports.projection.js';

@Injectable()
export class ImportsQuery {
  constructor(private readonly views: Views) {}

  /** Whether any import is telling of the past. */
  async anyOpen(tenant: string): Promise<boolean> {
    return await (await this.views.of(tenant, imports)).existsBy({ open: true });
  }
}
