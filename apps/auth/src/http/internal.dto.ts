import { z } from 'zod';
import { text } from '#libs/http';
import { PERMISSIONS } from '../domain/roles.js';
import { RegisterBody } from './auth.dto.js';

const SYSTEM_ACTOR = /^system:[a-z][a-z-]{0,39}$/;

const tenant = text(31);

export const BootstrapBody = z.strictObject({ tenant, users: z.array(RegisterBody).min(1).max(5_000) });
export type BootstrapBody = z.infer<typeof BootstrapBody>;

export const SystemTokenBody = z.strictObject({
  tenant,
  actor: z.string().regex(SYSTEM_ACTOR, { error: 'must be written as system:name' }),
  permissions: z.array(z.enum(PERMISSIONS)),
});
export type SystemTokenBody = z.infer<typeof SystemTokenBody>;
