import { z } from 'zod';
import { flag, instant, millisOf, pageOf, pageQuery, pastInstant, text, uuid } from '#libs/http';
import { partTitle } from '#libs/kernel';
import { type ImportedTask } from '../domain/imported-task.js';
import { type ImportRow as ImportView } from '../projections/imports/imports.projection.js';

export const StartImportBody = z.strictObject({ source: text(200) }).meta({ id: 'StartImport' });
export type StartImportBody = z.infer<typeof StartImportBody>;

export const FinishImportBody = z.strictObject({ tasks: z.int().min(0) }).meta({ id: 'FinishImport' });
export type FinishImportBody = z.infer<typeof FinishImportBody>;

export const AbandonImportBody = z.strictObject({ reason: text(200) }).meta({ id: 'AbandonImport' });
export type AbandonImportBody = z.infer<typeof AbandonImportBody>;

export const ImportFileQuery = z.strictObject({
  source: text(200).meta({ description: 'What the file is called; an import that broke off goes on under the same.' }),
  dryRun: flag.optional().meta({ description: 'Look at all rows, and write nothing.' }),
});
export type ImportFileQuery = z.infer<typeof ImportFileQuery>;

export const ListImportsQuery = z.strictObject({ ...pageQuery });
export type ListImportsQuery = z.infer<typeof ListImportsQuery>;

const ImportRow = z
  .strictObject({
    id: text(200).describe("The row's own name: the same name is the same task"),
    title: text(200),
    ticketId: text(100).nullish().describe('Left out, one that stands before the title in brackets is taken for it'),
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
    status: z.enum(['open', 'finished', 'abandoned']),
    source: z.string().describe('As it was named when the import began'),
  })
  .meta({ id: 'Import' });

export const ListedImportDto = z
  .object({
    id: z.uuid(),
    status: z.enum(['open', 'finished', 'abandoned']),
    source: z.string().nullable(),
    startedAt: instant,
    endedAt: instant.nullable(),
    tasks: z.int().nullable().describe('How many tasks it told of; null until it has finished'),
    reason: z.string().nullable().describe('Why it was given up'),
  })
  .meta({ id: 'ListedImport' });
type ListedImportDto = z.infer<typeof ListedImportDto>;

export const ImportPageDto = pageOf(ListedImportDto).meta({ id: 'ImportPage' });

const isoOrNull = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export function toListedImport({ importId: id, startedAt, endedAt, ...row }: ImportView): ListedImportDto {
  const { status, source, tasks, reason } = row;
  const times = { startedAt: new Date(startedAt).toISOString(), endedAt: isoOrNull(endedAt) };
  return { id, status, source, ...times, tasks, reason };
}

export const ImportedDto = z
  .object({ imported: z.int(), already: z.int().describe('Rows that had been imported before') })
  .meta({ id: 'Imported' });

export function asImportedTask(row: ImportRow): ImportedTask {
  return {
    id: row.id,
    ...(row.ticketId ? { ticketId: row.ticketId, title: row.title } : partTitle(row.title)),
    description: row.description ?? null,
    projectId: row.projectId ?? null,
    project: row.project ?? null,
    deadline: millisOf(row.deadline),
    assigneeId: row.assigneeId ?? null,
    createdAt: Date.parse(row.createdAt),
    completedAt: millisOf(row.completedAt),
  };
}
