import { expect, test } from '@jest/globals';
import { deriveSecret, rolePassword, sealingSecret, serviceSecret } from './secrets.js';

test('derived secrets depend on both the secret and the purpose, and stay the same', () => {
  const master = 'm'.repeat(64);
  const all = [
    serviceSecret(master, 'tasks'),
    serviceSecret(master, 'auth'),
    sealingSecret(master),
    rolePassword(serviceSecret(master, 'tasks'), 'popug_tasks'),
    rolePassword(serviceSecret(master, 'auth'), 'popug_tasks'),
    deriveSecret('other', 'sealing'),
  ];
  expect(new Set(all).size).toBe(all.length);
  for (const secret of all) expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(sealingSecret(master)).toBe(deriveSecret(master, 'sealing'));
});
