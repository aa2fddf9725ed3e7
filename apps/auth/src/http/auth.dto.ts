import { z } from 'zod';
import { text, uuid } from '#libs/http';

/** Passwords are taken as they are, spaces included; longer ones only cost time. */
const password = z.string().min(1).max(1_024);
const roles = z.array(text(50)).max(20);
const email = z.email({ error: 'must be an e-mail address' }).max(254);

export const LogInBody = z.strictObject({ login: text(200), password }).meta({ id: 'LogIn' });
export type LogInBody = z.infer<typeof LogInBody>;

/** `cookie`: the refresh token goes into a cookie that scripts cannot read, and is left out of the answer. */
export const ModeQuery = z.strictObject({ mode: z.enum(['token', 'cookie']).default('token') });
export type ModeQuery = z.infer<typeof ModeQuery>;

/** Without a token in the body, the one of the cookie is meant. */
export const RefreshBody = z
  .strictObject({ refreshToken: text(500).optional() })
  .default({})
  .meta({ id: 'Refresh' });
export type RefreshBody = z.infer<typeof RefreshBody>;

export const TokensDto = z
  .object({
    accessToken: z.string().meta({ description: 'A JWT, to be sent as `Authorization: Bearer …`.' }),
    refreshToken: z.string().optional().meta({ description: 'Good for one use within 30 days.' }),
    expiresIn: z.int().meta({ description: 'Seconds for which the access token is good.' }),
  })
  .meta({ id: 'Tokens' });
export type TokensDto = z.infer<typeof TokensDto>;

export const RegisterBody = z
  .strictObject({
    id: uuid.optional().meta({ description: 'Of a person who has an id already, as an employee for one.' }),
    login: text(200),
    name: text(200),
    email: email.nullable().optional(),
    password,
    roles,
  })
  .meta({ id: 'Register' });
export type RegisterBody = z.infer<typeof RegisterBody>;

export const MeDto = z
  .object({
    id: uuid,
    login: z.string().nullable(),
    name: z.string().nullable(),
    erased: z.boolean(),
    roles: z.array(z.string()),
    permissions: z.array(z.string()),
  })
  .meta({ id: 'Me' });
export type MeDto = z.infer<typeof MeDto>;
