import { describe, expect, test } from '@jest/globals';
import { Passwords } from './passwords.js';

const passwords = new Passwords({ mode: 'production' });

describe('passwords', () => {
  test('are kept as Argon2id with the parameters OWASP recommends', async () => {
    expect(await passwords.hash('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('cost little in local mode, and are recognised in the other all the same', async () => {
    const hash = await new Passwords({ mode: 'local' }).hash('popug');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=1024,t=1,p=1\$/);
    expect(await passwords.verify(hash, 'popug')).toBe(true);
  });

  test('are recognised, however a keyboard writes them', async () => {
    const hash = await passwords.hash('caf\u00e9 noir');
    expect(await passwords.verify(hash, 'cafe\u0301 noir')).toBe(true);
    expect(await passwords.verify(hash, 'cafe noir')).toBe(false);
  });

  test('without a hash none is right', async () => {
    expect(await passwords.verify(undefined, 'anything')).toBe(false);
  });

  test('are not short, but for the demo', () => {
    const tooShort = expect.objectContaining({ code: 'password-too-short', field: 'password' });
    expect(() => passwords.assertGood('1234567')).toThrow(tooShort);
    expect(() => passwords.assertGood('🦜🦜🦜🦜')).toThrow(tooShort);
    passwords.assertGood('12345678');
    new Passwords({ mode: 'local' }).assertGood('popug');
  });
});
