import { z } from 'zod';
import { pageOf, pageQuery, text, uuid } from '#libs/http';
import { ERASED_NAME, shownPerson } from '#libs/kernel';
import { hasPermission, type Principal } from '#libs/security';
import { PERMISSIONS } from '../domain/roles.js';
import { type UserRow } from '../projections/users/users.projection.js';

const MOST_IDS = 200;

/** `ids=a,b`: at most 200 UUIDs. */
const ids = z
  .codec(z.string(), z.array(uuid).min(1).max(MOST_IDS), {
    decode: (joined) => joined.split(','),
    encode: (list) => list.join(','),
  })
  .meta({ type: 'string', description: `Up to ${MOST_IDS} UUIDs, separated by commas.` });

export const UsersListQuery = z
  .strictObject({
    ...pageQuery,
    ids: ids.optional(),
    login: text(200).optional().meta({ description: 'Whoever logs in with it; for those only who may change people.' }),
  })
  .refine(({ ids: some, login }) => some === undefined || login === undefined, {
    path: ['login'],
    error: 'must not be given together with ids',
    params: { code: 'contradiction' },
  });
export type UsersListQuery = z.infer<typeof UsersListQuery>;

export const RandomQuery = z.strictObject({ permission: z.enum(PERMISSIONS).optional() });
export type RandomQuery = z.infer<typeof RandomQuery>;

export const RolesBody = z.strictObject({ roles: z.array(text(50)).max(20) }).meta({ id: 'ChangeRoles' });
export type RolesBody = z.infer<typeof RolesBody>;

export const RenameBody = z.strictObject({ name: text(200) }).meta({ id: 'RenameUser' });
export type RenameBody = z.infer<typeof RenameBody>;

/** Login and e-mail address are shown to those only who may change people; of who was erased they are null. */
export const UserDto = z
  .object({
    id: uuid,
    name: z
      .string()
      .nullable()
      .meta({ description: `"${ERASED_NAME}" of people who were erased.` }),
    erased: z.boolean(),
    roles: z.array(z.string()),
    active: z.boolean(),
    login: z.string().nullable().optional(),
    email: z.string().nullable().optional(),
  })
  .meta({ id: 'User' });
export type UserDto = z.infer<typeof UserDto>;

export const UserPageDto = pageOf(UserDto).meta({ id: 'Users' });

export const UserChangedDto = z.object({ id: uuid }).meta({ id: 'UserChanged' });

/** A user as the one who asks may see them. */
export function toUserDto(row: UserRow, viewer: Principal): UserDto {
  const { userId: id, name, roles, status, login, email } = row;
  const person = shownPerson(name, status === 'erased');
  const view = { id, ...person, roles: [...roles], active: status === 'active' };
  return hasPermission(viewer, 'people.can_change') ? { ...view, login, email } : view;
}
