import { z } from 'zod';

export const ISSUER = 'aviary';
export const AUDIENCE = 'aviary';

/** What an access token says, besides what every token does (`iss`, `aud`, `iat`, `exp`). */
export const claimsSchema = z.object({
  /** A person's UUID, or `system:<name>` for the command line. */
  sub: z.string().regex(/^(system:[a-z-]{1,40}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/),
  tenant: z.string().min(1),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
  /** The session. */
  sid: z.string().optional(),
});

export type Claims = z.infer<typeof claimsSchema>;
