import { z } from 'zod';
import { pastInstant, text, uuid } from '#libs/http';
import { type ImportedEmployee } from '../application/import-employees.js';

const Item = z.strictObject({
  id: uuid,
  name: text(200),
  since: pastInstant.meta({ description: 'When they are first heard of.' }),
});

export const ImportEmployeesBody = z
  .strictObject({ items: z.array(Item).min(1).max(1_000) })
  .meta({ id: 'ImportEmployees' });
export type ImportEmployeesBody = z.infer<typeof ImportEmployeesBody>;

export const ImportedEmployeesDto = z
  .object({ imported: z.int(), already: z.int().describe('Who was there before, or was erased') })
  .meta({ id: 'ImportedEmployees' });

export const asImportedEmployee = ({ id, name, since }: z.infer<typeof Item>): ImportedEmployee => ({
  ...{ id, name, since: Date.parse(since) },
});
