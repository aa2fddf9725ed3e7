import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { loadServiceConfig } from './config.js';

const SECRETS = { AVIARY_SERVICE_SECRET: 's'.repeat(64), AVIARY_SEALING_SECRET: 'k'.repeat(64) };

const folder = mkdtempSync(path.join(tmpdir(), 'aviary-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function problemsOf(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('loadServiceConfig', () => {
  test('needs nothing but the secrets', () => {
    const config = loadServiceConfig('tasks', SECRETS);
    expect(config).toMatchObject({
      service: 'tasks',
      mode: 'production',
      http: { host: '127.0.0.1', port: 8103 },
      publicUrl: 'http://127.0.0.1:8080',
      defaultTenant: 'popug',
      kafka: { brokers: ['127.0.0.1:9092'] },
    });
    expect(config.upstreams).toMatchObject({ auth: 'http://127.0.0.1:8101', keeper: 'http://127.0.0.1:8108' });
    expect(config).not.toHaveProperty('logFile');
  });

  test('the gateway needs no secret at all', () => {
    expect(loadServiceConfig('gateway', {})).toMatchObject({ http: { port: 8080 }, serviceSecret: '' });
  });

  test('reads every kind of value', () => {
    const config = loadServiceConfig('tasks', {
      ...SECRETS,
      AVIARY_HTTP_PORT: '0',
      AVIARY_TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1,fd00::/8',
      AVIARY_PUBLIC_URL: 'https://aviary.example.org/',
      AVIARY_KAFKA_BROKERS: 'a:9092,b:9093',
      AVIARY_AUTH_URL: 'http://auth:80/',
      AVIARY_SMTP_SECURE: 'true',
      AVIARY_SMTP_USER: '',
    });
    expect(config).toMatchObject({
      http: { port: 0 },
      trustedProxies: ['10.0.0.0/8', '192.0.2.1', 'fd00::/8'],
      publicUrl: 'https://aviary.example.org',
      kafka: { brokers: ['a:9092', 'b:9093'] },
      upstreams: { auth: 'http://auth:80' },
      smtp: { secure: true },
    });
    expect(config.smtp).not.toHaveProperty('user');
  });

  test('names everything that is wrong at once, each with the way out', () => {
    const lines = problemsOf(() =>
      loadServiceConfig('tasks', {
        AVIARY_SERVICE_SECRET: 'short',
        AVIARY_HTTP_PORT: 'eighty',
        AVIARY_MODE: 'test',
        AVIARY_TRUSTED_PROXIES: '10.0.0.0/33',
        AVIARY_KAFKA_BROKERS: 'localhost',
      }),
    );
    expect(lines).toEqual([
      'tasks cannot start: 6 settings are wrong.',
      '  AVIARY_MODE: "test" cannot be used; give local or production.',
      '  AVIARY_HTTP_PORT: "eighty" cannot be used; give a whole number from 0 to 65535.',
      '  AVIARY_TRUSTED_PROXIES: "10.0.0.0/33" cannot be used; give IP addresses or networks like 10.0.0.0/8, several separated by commas.',
      '  AVIARY_SERVICE_SECRET: what it is set to cannot be used; give at least 32 characters.',
      '  AVIARY_KAFKA_BROKERS: "localhost" cannot be used; give host:port, several separated by commas.',
      expect.stringMatching(
        /^ {2}AVIARY_SEALING_SECRET: it is not set; give what "aviary secrets --service tasks" .+\.$/,
      ),
    ]);
    expect(lines.join()).not.toContain('short');
  });

  test('reads a secret from a file that is named', () => {
    const file = path.join(folder, 'secret');
    writeFileSync(file, `${SECRETS.AVIARY_SERVICE_SECRET}\n`);
    const { AVIARY_SEALING_SECRET } = SECRETS;
    const config = loadServiceConfig('tasks', { AVIARY_SEALING_SECRET, AVIARY_SERVICE_SECRET_FILE: file });
    expect(config).toMatchObject({ serviceSecret: SECRETS.AVIARY_SERVICE_SECRET });
  });

  test('names a file that cannot be used, and shows no secret', () => {
    const [empty, short] = [path.join(folder, 'empty'), path.join(folder, 'short')];
    writeFileSync(empty, '\n');
    writeFileSync(short, 'short-secret');
    const { AVIARY_SERVICE_SECRET } = SECRETS;
    const load = (env: object) => problemsOf(() => loadServiceConfig('tasks', { ...SECRETS, ...env }));
    expect(load({ AVIARY_SERVICE_SECRET, AVIARY_SERVICE_SECRET_FILE: empty })).toEqual([
      'tasks cannot start: 1 setting is wrong.',
      `  AVIARY_SERVICE_SECRET_FILE: "${empty}" cannot be used; give either this or AVIARY_SERVICE_SECRET, not both.`,
    ]);
    const named = (file: string) => load({ AVIARY_SEALING_SECRET: '', AVIARY_SEALING_SECRET_FILE: file }).slice(1);
    expect(named(empty)).toEqual([
      `  AVIARY_SEALING_SECRET_FILE: "${empty}" cannot be used; give a file that is not empty.`,
    ]);
    expect(named('/nowhere')).toEqual([
      '  AVIARY_SEALING_SECRET_FILE: "/nowhere" cannot be used; give the path of a file that can be read (ENOENT).',
    ]);
    expect(named('s'.repeat(64))).toEqual([
      '  AVIARY_SEALING_SECRET_FILE: what it is set to cannot be used; give the path of a file that can be read (ENOENT).',
    ]);
    expect(named(short)).toEqual([
      '  AVIARY_SEALING_SECRET: what it is set to cannot be used; give at least 32 characters.',
    ]);
  });

  test.each(['65536', '-1', '1.5', '1e3', ' 80'])('port %j is refused', (port) => {
    expect(() => loadServiceConfig('gateway', { AVIARY_HTTP_PORT: port })).toThrow(ConfigError);
  });
});
