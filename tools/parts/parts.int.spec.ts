import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { until } from '#libs/testing';
import { eraseHome, findParts, startParts } from './index.js';
import { homeForSpec, memory } from './testing.js';
import type { RunningParts } from './types.js';

let home: string;
const anyPorts = { postgres: 0, kafka: 0, kafkaController: 0, registry: 0 };
const lines: string[] = [];
let parts: RunningParts;

const start = (options: { ports?: typeof anyPorts; only?: 'postgres' } = {}) =>
  startParts({ home, ports: anyPorts, log: (line) => lines.push(line), ...options });

beforeAll(async () => {
  home = await homeForSpec('whole');
  parts = await start();
  await memory(parts).write();
}, 300_000);

afterAll(async () => {
  await parts.stop();
  await eraseHome(home);
}, 300_000);

test('secrets are random, for the owner only, and not in the record that others read', () => {
  expect(fs.statSync(path.join(home, 'secrets.json')).mode & 0o777).toBe(0o600);
  const { secrets, ...record } = findParts(home) ?? {};
  expect(secrets?.master).toMatch(/^[0-9a-f]{64}$/);
  expect(record).toMatchObject({ alive: true, by: 'processes', kafka: parts.kafka, registry: parts.registry });
  const written = fs.readFileSync(path.join(home, 'parts.json'), 'utf8');
  for (const secret of Object.values(secrets ?? {})) expect(written).not.toContain(secret);
});

test('a second start on the same home is refused, naming the process', async () => {
  await expect(start()).rejects.toThrow(`Aviary already runs on ${home}, as process ${process.pid}: stop it first`);
});

const onLinux = fs.existsSync('/proc/net/tcp') ? test : test.skip;

onLinux('nothing listens on another address than this machine alone', () => {
  const sockets = new Set(Object.values(parts.pids()).flatMap((pid) => socketsOf(pid as number)));
  const listening = ['tcp', 'tcp6']
    .flatMap((table) => fs.readFileSync(`/proc/net/${table}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === '0A' && sockets.has(fields[9] ?? ''))
    .map((fields) => fields[1]?.split(':')[0]);
  expect(listening.length).toBeGreaterThanOrEqual(5);
  for (const address of listening) expect(address).toMatch(/^(0000000000000000FFFF0000)?0100007F$/);
});

function socketsOf(pid: number): string[] {
  return fs
    .readdirSync(`/proc/${pid}/fd`)
    .map((fd) => fs.readlinkSync(`/proc/${pid}/fd/${fd}`))
    .flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

test('without the broker its port refuses; started again, it has what was written', async () => {
  await parts.stopPart('kafka');
  expect(parts.pids().kafka).toBeUndefined();
  await expect(memory(parts).countRecords()).rejects.toThrow();
  await parts.startPart('kafka');
  expect(await memory(parts).countRecords()).toBe(1);
});

test('PostgreSQL killed comes back with what was committed, and the registry answers at once', async () => {
  const before = parts.pids().postgres;
  await parts.stopPart('postgres', 'kill');
  await parts.startPart('postgres');
  expect(parts.pids().postgres).not.toBe(before);
  expect(await memory(parts).readRows()).toEqual(['kept']);
  expect(await memory(parts).readSubjects()).toEqual(['kept']);
  expect((await fetch(`${parts.registry.url}/subjects`)).status).toBe(200);
});

test('a part that dies on its own is told, and can be started', async () => {
  const pid = parts.pids().postgres;
  process.kill(pid as number, 'SIGKILL');
  await until(() => parts.pids().postgres === undefined, { what: 'the end of PostgreSQL' });
  expect(lines.at(-1)).toContain('PostgreSQL has ended (killed by SIGKILL); its log: ');
  await parts.startPart('postgres');
  expect(await memory(parts).readRows()).toEqual(['kept']);
});

describe('after an orderly stop', () => {
  beforeAll(() => parts.stop());

  test('nothing runs and nothing is recorded as running', () => {
    expect(parts.pids()).toEqual({ postgres: undefined, kafka: undefined, registry: undefined });
    expect(findParts(home)).toBeUndefined();
  });

  test('a port that is asked for and taken is named with its part and option, and nothing is left running', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as net.AddressInfo;
    await expect(start({ ports: { ...anyPorts, kafka: port } })).rejects.toThrow(
      `port ${port} for Kafka is taken: choose another with --kafka-port, or leave it out`,
    );
    server.close();
  });

  /** PostgreSQL stands for all: `deaths.int.spec.ts` starts the others on what is there. */
  test('the data goes on from where it was, on another port', async () => {
    const before = { ...parts };
    parts = await start({ only: 'postgres' });
    expect(parts.postgres.port).not.toBe(before.postgres.port);
    expect(await memory(parts).readRows()).toEqual(['kept']);
  });
});
