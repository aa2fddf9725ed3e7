import { z } from 'zod';
import { instant, millisOf, pastInstant, text, uuid } from '#libs/http';
import { type ImportedTask } from '../domain/imported-task.js';

export const StartImportBody = z.strictObject({ source: text(200) }).meta({ id: 'StartImport' });
export type StartImportBody = z.infer<typeof StartImportBody>;

export const FinishImportBody = z.strictObject({ tasks: z.int().min(0) }).meta({ id: 'FinishImport' });
export type FinishImportBody = z.infer<typeof FinishImportBody>;

const ImportRow = z
  .strictObject({
    id: text(200).describe("The row's own name: the same name is the same task"),
    title: text(200),
    description: text(10_000).nullish(),
    projectId: uuid.nullish(),
    project: text(100).nullish().describe('A name instead of an id; the first row that gives it makes the project'),
    deadline: instant.nullish(),
    assigneeId: uuid.nullish().describe('Left out, somebody is drawn'),
    createdAt: pastInstant,
    completedAt: pastInstant.nullish(),
  })
  .refine((row) => (millisOf(row.completedAt) ?? Infinity) >= Date.parse(row.createdAt), {
    path: ['completedAt'],
    message: 'A task is completed after it was created.',
  })
  .refine((row) => typeof row.projectId !== 'string' || typeof row.project !== 'string', {
    path: ['project'],
    error: 'must not be given together with projectId',
    params: { code: 'contradiction' },
  })
  .meta({ id: 'ImportRow' });
type ImportRow = z.infer<typeof ImportRow>;

export const ImportTasksBody = z
  .strictObject({ items: z.array(ImportRow).min(1).max(1_000) })
  .meta({ id: 'ImportTasks' });
export type ImportTasksBody = z.infer<typeof ImportTasksBody>;

export const ImportDto = z
  .object({
    id: z.uuid(),
    status: z.enum(['open', 'finished']),
    source: z.string().describe('As it was named when the import began'),
  })
  .meta({ id: 'Import' });

export const ImportedDto = z
  .object({ imported: z.int(), already: z.int().describe('Rows that had been imported before') })
  .meta({ id: 'Imported' });

export function asImportedTask(row: ImportRow): ImportedTask {
  return {
    id: row.id,
    title: row.title,
    description: row.description ?? null,
    projectId: row.projectId ?? null,
    project: row.project ?? null,
    deadline: millisOf(row.deadline),
    assigneeId: row.assigneeId ?? null,
    createdAt: Date.parse(row.createdAt),
    completedAt: millisOf(row.completedAt),
  };
}
