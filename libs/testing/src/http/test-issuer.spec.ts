import { expect, test } from '@jest/globals';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { testIssuer } from './test-issuer.js';

const issuer = testIssuer();
const USER = '0190f0f0-0000-7000-8000-000000000001';

const verify = async (token: string) =>
  await jwtVerify(token, createRemoteJWKSet(new URL(`${issuer.url}/.well-known/jwks.json`)), {
    ...{ issuer: 'aviary', audience: 'aviary', algorithms: ['RS256'] },
  });

test('its tokens are good for whoever reads its keys', async () => {
  const token = await issuer.token({ tenant: 'acme', userId: USER, permissions: ['tasks.can_add'], sessionId: 'one' });
  expect((await verify(token)).payload).toMatchObject({
    ...{ sub: USER, tenant: 'acme', roles: [], permissions: ['tasks.can_add'], sid: 'one' },
  });
});

test('a token may have expired', async () => {
  await expect(verify(await issuer.token({ tenant: 'acme', expiresIn: -1 }))).rejects.toThrow(errors.JWTExpired);
});
