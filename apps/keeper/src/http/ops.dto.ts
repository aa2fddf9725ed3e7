import { z } from 'zod';

const state = z.enum(['ok', 'degraded', 'down']);
const part = z.object({ name: z.string(), state, reason: z.string().optional() });
const row = z.record(z.string(), z.unknown());

export const StatusDto = z
  .object({
    state,
    at: z.iso.datetime(),
    parts: z.array(part),
    services: z.array(part),
    sections: z.record(z.string(), z.array(row)).describe('logs, relay, consumers, reactors, projections: a row each'),
    degraded: z.array(z.string()).describe('Every trouble, one sentence each'),
  })
  .meta({ id: 'Status' });
