import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll } from '@jest/globals';
import { type CryptoKey, type JWK } from 'jose';

export interface TokenOptions {
  readonly tenant: string;
  /** A person's UUID, or `system:<name>`; a new person if left out. */
  readonly userId?: string;
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
  readonly sessionId?: string;
  /** Seconds from now; negative for a token that has expired. 600 if left out. */
  readonly expiresIn?: number;
}

/** Issues tokens like `auth`, for specs of services that need no more of it. */
export interface TestIssuer {
  /** For `AVIARY_AUTH_URL`: the public key is at `/.well-known/jwks.json` below it. */
  readonly url: string;
  token(options: TokenOptions): Promise<string>;
}

/** Starts an issuer for a test file, to be called outside of tests; it ends with the file. */
export function testIssuer(): TestIssuer {
  let server: Server | undefined;
  let key: CryptoKey;
  beforeAll(async () => {
    const { exportJWK, generateKeyPair } = await import('jose');
    const pair = await generateKeyPair('RS256');
    key = pair.privateKey;
    server = await serve({ ...(await exportJWK(pair.publicKey)), kid: 'test', alg: 'RS256', use: 'sig' });
  });
  afterAll(() => {
    server?.closeAllConnections();
    server?.close();
  });
  return {
    get url() {
      if (!server) throw new Error('The issuer is started before the first test; ask for its address from then on.');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async token({ tenant, userId = randomUUID(), roles = [], permissions = [], sessionId, expiresIn = 600 }) {
      const { SignJWT } = await import('jose');
      const now = Math.floor(Date.now() / 1000);
      return await new SignJWT({ tenant, roles, permissions, sid: sessionId ?? randomUUID() })
        .setProtectedHeader({ alg: 'RS256', kid: 'test' })
        .setSubject(userId)
        .setIssuer('aviary')
        .setAudience('aviary')
        .setIssuedAt(now)
        .setExpirationTime(now + expiresIn)
        .sign(key);
    },
  };
}

async function serve(jwk: JWK): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
