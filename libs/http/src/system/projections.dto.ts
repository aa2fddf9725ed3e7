import { z } from 'zod';
import { type Act, type ActRow, type ViewList, type Verdict } from '#libs/projections';

/** What is done to views as a whole: services, `keeper` and the command line speak of it in these shapes. */
export const ActName = z.enum(['rebuild', 'verify', 'rollback']) satisfies z.ZodType<Act>;

const row = z.object({
  what: z.enum(['missing', 'surplus', 'different']),
  key: z.record(z.string(), z.unknown()),
  columns: z.array(z.object({ column: z.string(), stored: z.unknown(), folded: z.unknown() })),
});

const verdict = z.object({
  same: z.boolean(),
  at: z.array(z.object({ source: z.string(), epoch: z.int(), position: z.int() })).describe('How far it was compared'),
  tables: z.array(
    z.object({
      table: z.string(),
      stored: z.int().describe('Rows that are there'),
      folded: z.int().describe('Rows that should be'),
      different: z.int(),
      first: z.array(row).describe('Texts of views with personal data are masked'),
    }),
  ),
}) satisfies z.ZodType<Verdict>;

const act = z.object({
  view: z.string().describe('With its version'),
  act: ActName,
  origin: z.enum(['log', 'kafka']),
  state: z.enum(['waiting', 'running', 'interrupted', 'done', 'failed']),
  done: z.int().describe('Events of all its logs'),
  total: z.int(),
  rate: z.number().describe('Events a second'),
  instance: z.string(),
  startedAt: z.int(),
  updatedAt: z.int(),
  reason: z.string().nullable(),
  result: verdict.nullable().describe('What a comparison has found'),
}) satisfies z.ZodType<ActRow>;

export const ActsDto = z.object({ items: z.array(act) }).meta({ id: 'ViewActs' });
export interface Acts {
  readonly items: readonly ActRow[];
}

const tables = z.array(z.string());

const views = z.object({
  views: z.array(
    z.object({
      view: z.string(),
      version: z.int(),
      state: z.enum(['ready', 'building', 'refolding']),
      sources: z.array(z.object({ source: z.string(), epoch: z.int(), position: z.int(), head: z.int() })),
      previous: z.boolean().describe('Whether there is a table to be put back'),
      act: act.nullable(),
    }),
  ),
  unused: tables.describe('Tables of versions that this release does not read'),
  previous: tables.describe('Tables that were read before the last rebuild'),
}) satisfies z.ZodType<ViewList>;

const { views: items, ...others } = views.shape;
/** The same for people, who get lists under one name. */
export const ViewsDto = z.object({ items, ...others }).meta({ id: 'Views' });
export type ViewsOfAll = Omit<ViewList, 'views'> & { readonly items: ViewList['views'] };

export const DroppedDto = z.object({ items: tables.describe('Tables that are gone') }).meta({ id: 'DroppedTables' });
export interface Dropped {
  readonly items: readonly string[];
}

/** Which tables are to be thrown away: as the list names them. */
export const TableNames = z.array(z.string().max(200)).min(1).max(1_000);
