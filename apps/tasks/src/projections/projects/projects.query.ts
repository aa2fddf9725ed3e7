import { Injectable } from '@nestjs/common';
import { MoreThan } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, type Page, page, type PageRequest } from '#libs/http';
import { Views } from '#libs/projections';
import { type ProjectRow, projects } from './projects.projection.js';

export interface ProjectView {
  readonly id: string;
  readonly name: string;
}

@Injectable()
export class ProjectsQuery {
  constructor(private readonly views: Views) {}

  /** In the order in which they were made. */
  async list(tenant: string, { limit, cursor }: PageRequest): Promise<Page<ProjectView>> {
    const after = decodeCursor(cursor, z.int());
    const view = await this.views.of(tenant, projects);
    const rows = await view.find({
      ...(after === undefined ? {} : { where: { createdPosition: MoreThan(after) } }),
      order: { createdPosition: 'ASC' },
      take: limit + 1,
    });
    return page(rows, limit, (row) => row.createdPosition, asProject);
  }
}

const asProject = ({ projectId, name }: ProjectRow): ProjectView => ({ id: projectId, name });
