import { z } from 'zod';

const act = z.object({
  view: z.string().describe('With its version'),
  act: z.enum(['rebuild', 'verify', 'rollback']),
  origin: z.enum(['log', 'kafka']),
  state: z.enum(['waiting', 'running', 'interrupted', 'done', 'failed']),
  done: z.int().describe('Events of all its logs'),
  total: z.int(),
  rate: z.number().describe('Events a second'),
  instance: z.string(),
  startedAt: z.int(),
  updatedAt: z.int(),
  reason: z.string().nullable(),
  result: z.record(z.string(), z.unknown()).nullable().describe('What a comparison has found'),
});

export const ActsDto = z.object({ items: z.array(act) }).meta({ id: 'ViewActs' });

export const ViewsDto = z
  .object({
    items: z.array(
      z.object({
        view: z.string(),
        version: z.int(),
        state: z.enum(['ready', 'building', 'refolding']),
        sources: z.array(z.object({ source: z.string(), epoch: z.int(), position: z.int(), head: z.int() })),
        previous: z.boolean().describe('Whether there is a table to be put back'),
        act: act.nullable(),
      }),
    ),
    unused: z.array(z.string()).describe('Tables of versions that this release does not read'),
  })
  .meta({ id: 'Views' });

export const Wish = z.strictObject({
  view: z.string().max(120).optional().describe('`<service>.<view>`'),
  all: z.boolean().optional().describe('Every view of every service, instead of one'),
  source: z.enum(['log', 'kafka']).optional().describe("Where a service's own log is read from; `log` by default"),
});
export type Wish = z.infer<typeof Wish>;
