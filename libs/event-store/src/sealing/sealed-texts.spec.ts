import { describe, expect, test } from '@jest/globals';
import { isSealed, newPersonKey, sealText, tenantKey, unsealText, unwrapKey, wrapKey } from './cipher.js';
import { fieldAt, withField } from './fields.js';

describe('a sealed text', () => {
  const key = newPersonKey();
  const sealed = sealText(key, 'Ara Macao 🦜', 'event-1', 'before.name');

  test('is marked, differs each time, and comes back as it was', () => {
    expect(sealed).toMatch(/^sealed:1:[\w-]+$/);
    expect(isSealed(sealed)).toBe(true);
    expect(sealText(key, 'Ara Macao 🦜', 'event-1', 'before.name')).not.toBe(sealed);
    expect(unsealText(key, sealed, 'event-1', 'before.name')).toBe('Ara Macao 🦜');
  });

  test('cannot be read elsewhere, with another key, or changed', () => {
    expect(() => unsealText(key, sealed, 'event-2', 'before.name')).toThrow();
    expect(() => unsealText(key, sealed, 'event-1', 'after.name')).toThrow();
    expect(() => unsealText(newPersonKey(), sealed, 'event-1', 'before.name')).toThrow();
    const bytes = Buffer.from(sealed.slice('sealed:1:'.length), 'base64url');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    expect(() => unsealText(key, `sealed:1:${bytes.toString('base64url')}`, 'event-1', 'before.name')).toThrow();
  });

  test('a person’s key opens only with the tenant’s, and only as that person’s', () => {
    const wrapped = wrapKey(tenantKey('secret', 'popug'), 'person', key);
    expect(unwrapKey(tenantKey('secret', 'popug'), 'person', wrapped)).toEqual(key);
    expect(() => unwrapKey(tenantKey('secret', 'acme'), 'person', wrapped)).toThrow();
    expect(() => unwrapKey(tenantKey('other', 'popug'), 'person', wrapped)).toThrow();
    expect(() => unwrapKey(tenantKey('secret', 'popug'), 'somebody', wrapped)).toThrow();
  });
});

describe('a field', () => {
  const body = { name: 'a', before: { name: 'b' }, after: null, list: [{ name: 'c' }] };

  test('is found at its path', () => {
    expect(
      ['name', 'before.name', 'after.name', 'list.name', 'none', 'before'].map((path) => fieldAt(body, path)),
    ).toEqual([...['a', 'b', undefined, undefined, undefined], { name: 'b' }]);
  });

  test('is replaced in a copy; where there is none, nothing is made', () => {
    expect(withField(body, 'before.name', null)).toEqual({ ...body, before: { name: null } });
    expect(withField(body, 'name', 'x')).toEqual({ ...body, name: 'x' });
    for (const path of ['after.name', 'none', 'none.name']) expect(withField(body, path, 'x')).toEqual(body);
    expect(body.before.name).toBe('b');
  });
});
