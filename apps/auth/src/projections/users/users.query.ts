import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, page, type Page, type PageRequest } from '#libs/http';
import { Views } from '#libs/projections';
import { type UserRow, users } from './users.projection.js';

/** Lists go on after the id of the last user shown. */
const cursorSchema = z.tuple([z.uuid()]);

/** Reads the view `users`. */
@Injectable()
export class UsersQuery {
  constructor(private readonly views: Views) {}

  async byId(tenant: string, userId: string): Promise<UserRow | undefined> {
    const view = await this.views.of(tenant, users);
    return (await view.findOneBy({ userId })) ?? undefined;
  }

  /** Those of the users that there are. */
  async byIds(tenant: string, userIds: readonly string[]): Promise<UserRow[]> {
    const view = await this.views.of(tenant, users);
    return view.find({ where: { userId: In([...userIds]) }, order: { userId: 'ASC' } });
  }

  async list<Item>(tenant: string, request: PageRequest, toItem: (row: UserRow) => Item): Promise<Page<Item>> {
    const [after] = decodeCursor(request.cursor, cursorSchema) ?? [];
    const view = await this.views.of(tenant, users);
    const rows = await view.find({
      where: after === undefined ? {} : { userId: MoreThan(after) },
      order: { userId: 'ASC' },
      take: request.limit + 1,
    });
    return page(rows, request.limit, (row) => [row.userId], toItem);
  }

  /** Any of the active users, or of those who have the permission, each equally likely. */
  async random(tenant: string, permission: string | undefined): Promise<UserRow | undefined> {
    const view = await this.views.of(tenant, users);
    const drawn = view.createQueryBuilder('one').where("one.status = 'active'").orderBy('random()').limit(1);
    if (permission !== undefined) drawn.andWhere(':permission = ANY(one.permissions)', { permission });
    return (await drawn.getOne()) ?? undefined;
  }
}
