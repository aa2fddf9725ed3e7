import { describe, expect, test } from '@jest/globals';
import { idempotencyOf } from './idempotency-key.js';

const call = { method: 'POST', url: '/api/tasks', actor: 'a', body: { title: 'x', fee: 1 } };

describe('idempotencyOf', () => {
  test('the same call under the same key is the same, however its body is written', () => {
    expect(idempotencyOf('k', call)).toEqual(idempotencyOf('k', { ...call, body: { fee: 1, title: 'x' } }));
  });

  test.each([{ actor: 'b' }, { actor: null }, { method: 'PUT' }, { url: '/api/tasks/1' }])(
    'another key: %j',
    (change) => {
      expect(idempotencyOf('k', { ...call, ...change }).key).not.toBe(idempotencyOf('k', call).key);
    },
  );

  test.each([{ body: { title: 'y', fee: 1 } }, { body: undefined }, { url: '/api/tasks?dry=true' }])(
    'the same key for another request: %j',
    (change) => {
      const [one, other] = [idempotencyOf('k', call), idempotencyOf('k', { ...call, ...change })];
      expect(other.key).toBe(one.key);
      expect(other.requestHash).not.toBe(one.requestHash);
    },
  );

  test.each(['a', 'a b', '~'.repeat(200), '5d3c9b2e-0000-4000-8000-000000000000'])('%.20j is a key', (key) => {
    expect(idempotencyOf(key, call).key).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(['~'.repeat(201), ' ', ' a', 'a\tb', 'é', 'a\u0000'])('%.20j is none', (key) => {
    expect(() => idempotencyOf(key, call)).toThrow(
      expect.objectContaining({ code: 'invalid-idempotency-key', field: 'Idempotency-Key' }),
    );
  });
});
