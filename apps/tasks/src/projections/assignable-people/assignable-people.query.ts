import { Injectable } from '@nestjs/common';
import { Views } from '#libs/projections';
import { assignablePeople } from './assignable-people.projection.js';

@Injectable()
export class PeopleQuery {
  constructor(private readonly views: Views) {}

  /** The ids of all who may be drawn now, in a fixed order. */
  async assignable(tenant: string): Promise<string[]> {
    const view = await this.views.of(tenant, assignablePeople);
    const rows = await view.find({ where: { active: true, canBeAssigned: true }, order: { userId: 'ASC' } });
    return rows.map((row) => row.userId);
  }
}
