import { Injectable } from '@nestjs/common';
import { type Page } from '#libs/http';
import { notFound } from '#libs/kernel';
import { type Principal } from '#libs/security';
import { userNotFound } from '../domain/user.decide.js';
import { UsersQuery } from '../projections/users/users.query.js';
import { type RandomQuery, toUserDto, type UsersListQuery, type UserDto } from './users.dto.js';

/** Requests that read users: each shows as much of a user as the one who asks may see. */
@Injectable()
export class UsersRequests {
  constructor(private readonly users: UsersQuery) {}

  /** Those with the ids, all on one page; without ids, everybody, page by page. */
  async list(viewer: Principal, { ids, ...request }: UsersListQuery): Promise<Page<UserDto>> {
    if (ids === undefined) return this.users.list(viewer.tenant, request, (row) => toUserDto(row, viewer));
    const rows = await this.users.byIds(viewer.tenant, ids);
    return { items: rows.map((row) => toUserDto(row, viewer)), nextCursor: null };
  }

  /** @throws DomainError `user-not-found` */
  async one(viewer: Principal, id: string): Promise<UserDto> {
    const row = await this.users.byId(viewer.tenant, id);
    if (!row) throw userNotFound();
    return toUserDto(row, viewer);
  }

  /** @throws DomainError `no-eligible-user` */
  async random(viewer: Principal, { permission }: RandomQuery): Promise<UserDto> {
    const row = await this.users.random(viewer.tenant, permission);
    if (!row) throw notFound('no-eligible-user', 'No active user has this permission.', { field: 'permission' });
    return toUserDto(row, viewer);
  }
}
