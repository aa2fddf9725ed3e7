import { Injectable } from '@nestjs/common';
import { type Page } from '#libs/http';
import { notFound } from '#libs/kernel';
import { hasPermission, permissionRequired, type Principal } from '#libs/security';
import { ReserveLogin } from '../application/reserve-login.js';
import { userNotFound } from '../domain/user.decide.js';
import { UsersQuery } from '../projections/users/users.query.js';
import { type RandomQuery, toUserDto, type UsersListQuery, type UserDto } from './users.dto.js';

const CHANGE = 'people.can_change';

/** Requests that read users: each shows as much of a user as the one who asks may see. */
@Injectable()
export class UsersRequests {
  constructor(
    private readonly users: UsersQuery,
    private readonly logins: ReserveLogin,
  ) {}

  /**
   * Those with the ids, or the one with the login, all on one page; without either, everybody, page by page.
   *
   * @throws DomainError `permission-required` when a login is asked for
   */
  async list(viewer: Principal, { ids: wanted, login, ...request }: UsersListQuery): Promise<Page<UserDto>> {
    const ids = login === undefined ? wanted : await this.holder(viewer, login);
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

  /** Logins are shown to those only who may change people; who may not see them may not try them either. */
  private async holder(viewer: Principal, login: string): Promise<string[]> {
    if (!hasPermission(viewer, CHANGE)) throw permissionRequired(CHANGE);
    const userId = await this.logins.holder(viewer.tenant, login);
    return userId === undefined ? [] : [userId];
  }

  /** @throws DomainError `no-eligible-user` */
  async random(viewer: Principal, { permission }: RandomQuery): Promise<UserDto> {
    const row = await this.users.random(viewer.tenant, permission);
    if (!row) throw notFound('no-eligible-user', 'No active user has this permission.', { field: 'permission' });
    return toUserDto(row, viewer);
  }
}
