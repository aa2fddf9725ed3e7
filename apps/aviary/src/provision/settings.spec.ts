import { describe, expect, test } from '@jest/globals';
import { ConfigError, serviceSecret } from '#libs/platform';
import { makeSecrets } from './make-secrets.js';
import { readProvisionSettings } from './settings.js';

const MASTER = 'm'.repeat(64);
const NEEDED = { AVIARY_MASTER_SECRET: MASTER, AVIARY_POSTGRES_PASSWORD: 'p' };

function problemsOf(given: Record<string, string>): string[] {
  try {
    readProvisionSettings(given);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('what provisioning is told', () => {
  test('the least', () => {
    expect(readProvisionSettings({ ...NEEDED, AVIARY_ADMIN_PASSWORD: '' })).toEqual({
      master: MASTER,
      superuser: { name: 'postgres', password: 'p' },
      shared: expect.objectContaining({ mode: 'production', defaultTenant: 'popug' }),
    });
  });

  test('the first person, and parts elsewhere', () => {
    const settings = readProvisionSettings({
      ...NEEDED,
      ...{ AVIARY_ADMIN_LOGIN: 'root', AVIARY_ADMIN_PASSWORD: 'long-enough', AVIARY_KAFKA_BROKERS: 'a:1,b:2' },
    });
    expect(settings).toMatchObject({
      admin: { login: 'root', password: 'long-enough' },
      shared: { kafka: { brokers: ['a:1', 'b:2'] } },
    });
  });

  test('is refused with all that is wrong, and without showing a secret', () => {
    const lines = problemsOf({ AVIARY_ADMIN_PASSWORD: 'short', AVIARY_MODE: 'demo', AVIARY_MASTER_SECRET: 'tiny' });
    expect(lines).toEqual([
      'aviary provision cannot start: 4 settings are wrong.',
      '  AVIARY_MASTER_SECRET: what it is set to cannot be used; give at least 32 characters.',
      '  AVIARY_POSTGRES_PASSWORD: it is not set; give the password of AVIARY_POSTGRES_USER, who must be a superuser.',
      '  AVIARY_ADMIN_PASSWORD: what it is set to cannot be used; give at least 8 characters.',
      '  AVIARY_MODE: "demo" cannot be used; give local or production.',
    ]);
  });

  test('is refused once for a file that cannot be read', () => {
    expect(problemsOf({ AVIARY_POSTGRES_PASSWORD: 'p', AVIARY_MASTER_SECRET_FILE: '/nowhere' })).toEqual([
      'aviary provision cannot start: 1 setting is wrong.',
      expect.stringContaining('AVIARY_MASTER_SECRET_FILE: "/nowhere" cannot be used'),
    ]);
  });
});

describe('secrets', () => {
  test('are new each time, and none like another', () => {
    const [one, other] = [makeSecrets({}), makeSecrets({})];
    const all = [...Object.values(one), ...Object.values(other)];
    expect(new Set(all).size).toBe(all.length);
    expect(one.AVIARY_TASKS_SECRET).toBe(serviceSecret(one.AVIARY_MASTER_SECRET ?? '', 'tasks'));
  });

  test('that were made before stay, whatever else is set', () => {
    const before = makeSecrets({});
    expect(makeSecrets({ ...before, AVIARY_TASKS_SECRET: 'of another installation' })).toEqual(before);
  });

  test('do not derive from a master secret that can be guessed, nor from a file that is not there', () => {
    expect(() => makeSecrets({ AVIARY_MASTER_SECRET: 'guess-me' })).toThrow('give at least 32 characters, or none');
    expect(() => makeSecrets({ AVIARY_MASTER_SECRET_FILE: '/nowhere' })).toThrow('AVIARY_MASTER_SECRET_FILE');
  });
});
