import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { base64url, exportSPKI, type JWTPayload, SignJWT } from 'jose';
import { loadServiceConfig } from '#libs/platform';
import { CLAIMS, TokenIssuer } from './fixtures/token-issuer.js';
import { TokenVerifier } from './token.verifier.js';

const issuer = new TokenIssuer();
let verifier: TokenVerifier;

const verifierAt = (url: string) => new TokenVerifier(loadServiceConfig('gateway', { AVIARY_AUTH_URL: url }));
const verify = (authorization?: string, by = verifier) =>
  by.verify({ headers: authorization === undefined ? {} : { authorization } });
const json = (value: object) => base64url.encode(JSON.stringify(value));
const in5Minutes = () => Math.floor(Date.now() / 1000) + 300;

beforeAll(async () => {
  Logger.overrideLogger(false);
  await issuer.start();
  await issuer.addKey('one');
  verifier = verifierAt(issuer.url);
});
afterAll(() => issuer.stop());

test('a good token tells who asks, and the keys are fetched once', async () => {
  const token = await issuer.sign('one');
  const before = issuer.fetches;
  for (let time = 0; time < 3; time++)
    expect(await verify(`Bearer ${token}`)).toEqual({
      userId: CLAIMS.sub,
      tenant: 'popug',
      roles: ['manager'],
      permissions: ['tasks.can_add'],
      sessionId: CLAIMS.sid,
    });
  expect(issuer.fetches - before).toBeLessThanOrEqual(1);
});

test('no token', async () => {
  await expect(verify()).rejects.toMatchObject({ kind: 'unauthenticated', code: 'token-missing' });
});

test('an expired token', async () => {
  const token = await issuer.sign('one', CLAIMS, -10);
  await expect(verify(`Bearer ${token}`)).rejects.toMatchObject({ kind: 'unauthenticated', code: 'token-expired' });
});

describe('a token that is not to be believed', () => {
  const invalid = { kind: 'unauthenticated', code: 'token-invalid' };
  const change = (claims: JWTPayload) => issuer.sign('one', { ...CLAIMS, ...claims });

  test.each<[string, () => Promise<string> | string]>([
    ['garbage', () => 'garbage'],
    ['three parts of garbage', () => 'a.b.c'],
    ['a header that is no JSON', () => `${base64url.encode('{')}.${json(CLAIMS)}.x`],
    ['a header that is null', () => `${base64url.encode('null')}.${json(CLAIMS)}.x`],
    ['nothing but dots', () => '..'],
    ['a NUL byte', () => `${base64url.encode('\0')}.\0.\0`],
    ['very long', () => 'x'.repeat(8_000)],
    ['an unknown key', () => issuer.sign('other')],
    ['another audience', () => change({ aud: 'somebody' })],
    ['another issuer', () => change({ iss: 'somebody' })],
    ['no subject', () => change({ sub: undefined as never })],
    ['a subject that is no person', () => change({ sub: 'admin' })],
    ['no tenant', () => change({ tenant: undefined })],
    ['permissions that are no list', () => change({ permissions: 'tasks.can_add' })],
    ['not valid yet', () => change({ nbf: in5Minutes() })],
    ['alg none', () => `${json({ alg: 'none', kid: 'one' })}.${json({ ...CLAIMS, exp: in5Minutes() })}.`],
    ['alg NONE', () => `${json({ alg: 'NONE', kid: 'one' })}.${json({ ...CLAIMS, exp: in5Minutes() })}.`],
    [
      'a changed payload',
      async () => {
        const [head, , signature] = (await issuer.sign('one')).split('.');
        return `${head}.${json({ ...CLAIMS, tenant: 'acme', exp: in5Minutes() })}.${signature}`;
      },
    ],
    ['no signature', async () => (await issuer.sign('one')).replace(/[^.]+$/, '')],
  ])('%s', async (_, make) => {
    await expect(verify(`Bearer ${await make()}`)).rejects.toMatchObject(invalid);
  });

  test('HS256 signed with the public key', async () => {
    const pair = await issuer.addKey('public');
    const secret = Buffer.from(await exportSPKI(pair.publicKey));
    const token = await new SignJWT({ ...CLAIMS, exp: in5Minutes() })
      .setProtectedHeader({ alg: 'HS256', kid: 'public' })
      .sign(secret);
    await expect(verify(`Bearer ${token}`)).rejects.toMatchObject(invalid);
    const unsigned = `${json({ alg: 'RS256', kid: 'one' })}.${json({ ...CLAIMS, exp: in5Minutes() })}`;
    const forged = `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
    await expect(verify(`Bearer ${forged}`)).rejects.toMatchObject(invalid);
  });

  test.each(['Basic YWRtaW46cG9wdWc=', 'Bearer', 'Bearer ', 'bearer\tx', ''])(
    'authorization %j',
    async (authorization) => {
      await expect(verify(authorization)).rejects.toMatchObject(invalid);
    },
  );
});

describe('keys', () => {
  test('a key that is new since the last fetch is asked for', async () => {
    const fresh = verifierAt(issuer.url);
    await issuer.addKey('two');
    expect(await verify(`Bearer ${await issuer.sign('two')}`, fresh)).toMatchObject({ userId: CLAIMS.sub });
  });

  test('nobody is told to log in again because the keys cannot be had', async () => {
    const token = await issuer.sign('one');
    const lonely = verifierAt('http://127.0.0.1:1');
    await expect(verify(`Bearer ${token}`, lonely)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'signing-keys-unavailable',
    });
    await expect(verify('Bearer garbage', lonely)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  test('tokens go on being checked while auth is away', async () => {
    const other = new TokenIssuer();
    await other.start();
    await other.addKey('three');
    const known = verifierAt(other.url);
    const token = await other.sign('three');
    await verify(`Bearer ${token}`, known);
    await other.stop();
    expect(await verify(`Bearer ${token}`, known)).toMatchObject({ userId: CLAIMS.sub });
  });
});
