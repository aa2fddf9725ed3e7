import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { makeSecrets } from '../../apps/aviary/src/provision/make-secrets.js';
import { readProvisionSettings } from '../../apps/aviary/src/provision/settings.js';
import { loadServiceConfig, sealingSecret, SERVICES, serviceSecret } from '#libs/platform';
import { logSettings } from '../parts/postgres.js';
import { root } from '../setup/root.mjs';
import { settingNames } from './settings.js';
import { type Container, environmentOf, interpolate, MissingVariableError, readContainers, textOf } from './compose.js';

const PARTS = ['postgres', 'kafka', 'registry'];
const containers = readContainers('docker-compose.yml');
const ours = Object.entries(containers).filter(([name]) => !PARTS.includes(name));
const container = (name: string): Container => containers[name] as Container;
const secrets = makeSecrets({ AVIARY_MASTER_SECRET: 'm'.repeat(64) });
const environment = (name: string): Record<string, string> => environmentOf(container(name), secrets);

describe('docker-compose.yml', () => {
  test('has the parts, the step that provisions, and every service, each started by its own main', () => {
    expect(new Set(Object.keys(containers))).toEqual(new Set([...PARTS, 'provision', ...SERVICES]));
    for (const service of SERVICES) {
      expect(container(service).command).toEqual(['node', `dist/apps/${service}/src/main.js`]);
      expect(fs.existsSync(path.join(root, `apps/${service}/src/main.ts`))).toBe(true);
      expect(container(service).depends_on).toEqual({ provision: { condition: 'service_completed_successfully' } });
    }
  });

  test('takes all that is ours from one image, which may write nothing and has no rights', () => {
    for (const [, { image, build, read_only, cap_drop }] of ours)
      expect([image, build, read_only, cap_drop]).toEqual(['aviary:${AVIARY_VERSION:-local}', '.', true, ['ALL']]);
  });

  test('publishes the gateway on this machine only, and nothing else', () => {
    const published = Object.entries(containers).flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]));
    expect(published).toEqual([['gateway', '127.0.0.1:${AVIARY_PORT:-8080}:8080']]);
  });

  test('says only what is known, and to every service where the others are', () => {
    const known = settingNames();
    for (const [, { environment: told = {} }] of ours)
      expect(Object.keys(told).filter((name) => !known.includes(name))).toEqual([]);
    const urls = SERVICES.map((name) => [name, `http://${name}:8080`]);
    for (const service of SERVICES) {
      const config = loadServiceConfig(service, environment(service));
      expect(config.upstreams).toEqual(Object.fromEntries(urls));
      expect(config).toMatchObject({ mode: 'production', http: { host: '0.0.0.0', port: 8080 }, awaitSeed: false });
      expect(config.postgres).toEqual({ host: 'postgres', port: 5432 });
    }
  });

  test('tells a service its own secret and nobody else’s; only the step that provisions has the master secret', () => {
    const master = secrets.AVIARY_MASTER_SECRET ?? '';
    const all = Object.values(secrets).filter((secret) => secret !== '');
    const seenBy = (name: string) => {
      const text = Object.values(environment(name)).join('\n');
      return all.filter((secret) => text.includes(secret));
    };
    for (const service of SERVICES.filter((name) => name !== 'gateway' && name !== 'tenants'))
      expect(new Set(seenBy(service))).toEqual(new Set([sealingSecret(master), serviceSecret(master, service)]));
    expect(seenBy('gateway')).toEqual([]);
    expect(JSON.parse(environment('tenants').AVIARY_SERVICE_SECRETS ?? '')).toEqual(
      Object.fromEntries(SERVICES.slice(1).map((service) => [service, serviceSecret(master, service)])),
    );
    expect(seenBy('tenants')).not.toContain(master);
    expect(readProvisionSettings(environment('provision'))).toMatchObject({ master, admin: { login: 'admin' } });
  });

  test('keeps what people are called out of PostgreSQL’s log, as on one machine', () => {
    const told = Object.entries(logSettings).map(([name, value]) => `${name}=${value}`);
    expect(container('postgres').command).toEqual(expect.arrayContaining(told));
  });

  test('does not start without a secret: there is no default for any', () => {
    for (const name of Object.keys(secrets).filter((it) => it !== 'AVIARY_ADMIN_PASSWORD')) {
      const without = { ...secrets, [name]: '' };
      const start = () => Object.values(containers).map((it) => environmentOf(it, without));
      expect(start).toThrow(expect.objectContaining({ variable: name }));
    }
  });
});

describe('.env.example', () => {
  const written = [...textOf('.env.example').matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  const asked = [...textOf('docker-compose.yml').matchAll(/\$\{(\w+)/g), ['', 'AVIARY_REGISTRY_PASSWORD']];

  test('has a line for every variable of docker-compose.yml that people are to set', () => {
    const notForPeople = ['AVIARY_VERSION', 'AVIARY_POOL_PER_PROCESS'];
    const names = asked.map(([, name]) => name).filter((name) => !notForPeople.includes(String(name)));
    expect(new Set(written.map(([name]) => name))).toEqual(new Set(names));
    expect(written).toHaveLength(new Set(names).size);
  });

  test('has the secrets that are made, and none of their values', () => {
    for (const name of Object.keys(secrets)) expect(written).toContainEqual([name, '']);
  });
});

describe('the parts for programs of this machine', () => {
  test('are the same, published on this machine only', () => {
    expect(new Set(Object.keys(readContainers('docker-compose.parts.yml')))).toEqual(new Set(PARTS));
    const { services } = parse(textOf('docker-compose.ports.yml')) as { services: Record<string, Container> };
    expect(new Set(Object.keys(services))).toEqual(new Set(PARTS));
    for (const { ports } of Object.values(services)) expect(ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
  });
});

test('variables are filled in as compose does it', () => {
  const variables = { A: 'a', EMPTY: '' };
  expect(interpolate('${A} ${B} ${B:-b} ${EMPTY:-e} ${A:?needed} $$A', variables)).toBe('a  b e a $A');
  expect(() => interpolate('${EMPTY:?it is needed}', variables)).toThrow(MissingVariableError);
});
