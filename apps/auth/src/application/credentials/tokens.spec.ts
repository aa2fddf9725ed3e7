import { describe, expect, test } from '@jest/globals';
import { uuidv7 } from '#libs/kernel';
import { LoginKeys } from './login-keys.js';
import { RefreshTokens } from './refresh-tokens.js';
import { openBox, sealBox } from './sealed-box.js';

const tokens = new RefreshTokens({ serviceSecret: 'secret' });
const sessionId = uuidv7();
const refused = expect.objectContaining({ code: 'invalid-refresh-token', kind: 'unauthenticated' });

describe('a refresh token', () => {
  test('is read as it was issued', () => {
    const { token, secretHash } = tokens.issue('popug', sessionId);
    expect(token.startsWith(`${sessionId}.`)).toBe(true);
    expect(tokens.read('popug', token)).toEqual({ sessionId, secretHash });
  });

  test('is another one each time', () => {
    expect(tokens.issue('popug', sessionId).token).not.toBe(tokens.issue('popug', sessionId).token);
  });

  test('is worth nothing if any part of it was changed', () => {
    const { token } = tokens.issue('popug', sessionId);
    for (const at of [0, 10, 40, 60, 90, token.length - 1]) {
      const other = token[at] === 'a' ? 'b' : 'a';
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      expect(() => tokens.read('popug', changed)).toThrow(refused);
    }
  });

  test('is worth nothing in another tenant, or under another secret', () => {
    const { token } = tokens.issue('popug', sessionId);
    expect(() => tokens.read('acme', token)).toThrow(refused);
    expect(() => new RefreshTokens({ serviceSecret: 'other' }).read('popug', token)).toThrow(refused);
  });

  test.each([
    '',
    '.',
    'x',
    sessionId,
    `${sessionId}.`,
    `${sessionId}.${'a'.repeat(86)}`,
    `${'-'.repeat(36)}.${'a'.repeat(86)}`,
  ])('%j is none', (text) => expect(() => tokens.read('popug', text)).toThrow(refused));
});

describe('the key of a login', () => {
  const keys = new LoginKeys({ sealingSecret: 'secret' });
  test('is the same however the login is written', () => {
    expect(keys.of('popug', 'ＫＥＳＨＡ')).toEqual(keys.of('popug', 'kesha'));
  });
  test('differs by tenant and by secret', () => {
    expect(keys.of('acme', 'kesha')).not.toEqual(keys.of('popug', 'kesha'));
    expect(new LoginKeys({ sealingSecret: 'other' }).of('popug', 'kesha')).not.toEqual(keys.of('popug', 'kesha'));
  });
});

describe('a sealed box', () => {
  const key = Buffer.alloc(32, 1);
  const box = sealBox(key, Buffer.from('plain'), 'label');
  test('opens under its key and label', () => expect(openBox(key, box, 'label').toString()).toBe('plain'));
  test('opens under no other, and not if it was changed', () => {
    expect(() => openBox(Buffer.alloc(32, 2), box, 'label')).toThrow('does not open');
    expect(() => openBox(key, box, 'other')).toThrow('does not open');
    for (let at = 0; at < box.length; at++) {
      const changed = Buffer.from(box);
      changed[at] = (changed[at] as number) ^ 1;
      expect(() => openBox(key, changed, 'label')).toThrow('does not open');
    }
  });
});
