import { z } from 'zod';
import { pastInstant, text, uuid } from '#libs/http';
import { type ImportedUser } from '../application/import-users.js';

const Item = z.strictObject({
  id: uuid,
  name: text(200),
  since: pastInstant.meta({ description: 'When they are first heard of.' }),
});

export const ImportUsersBody = z.strictObject({ items: z.array(Item).min(1).max(1_000) }).meta({ id: 'ImportUsers' });
export type ImportUsersBody = z.infer<typeof ImportUsersBody>;

export const ImportedUsersDto = z
  .object({ imported: z.int(), already: z.int().describe('Who was there before, or was erased') })
  .meta({ id: 'ImportedUsers' });

export const asImportedUser = ({ id, name, since }: z.infer<typeof Item>): ImportedUser => ({
  ...{ id, name, since: Date.parse(since) },
});
