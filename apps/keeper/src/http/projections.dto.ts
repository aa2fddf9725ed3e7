import { z } from 'zod';
import { TableNames } from '#libs/http';

export const Wish = z.strictObject({
  view: z.string().max(120).optional().describe('`<service>.<view>`'),
  all: z.boolean().optional().describe('Every view of every service, instead of one'),
  source: z.enum(['log', 'kafka']).optional().describe("Where a service's own log is read from; `log` by default"),
});
export type Wish = z.infer<typeof Wish>;

export const Drop = z
  .strictObject({
    tables: TableNames.optional().describe('As the list names them, under `unused` and `previous`'),
    all: z.boolean().optional().describe('All of those, instead of some'),
  })
  .refine(({ tables, all }) => (tables === undefined) === (all === true), {
    path: ['tables'],
    error: 'must name tables, unless all is true',
  });
export type Drop = z.infer<typeof Drop>;
