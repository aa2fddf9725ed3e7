import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { defaultPort } from '#libs/platform';
import { startOf } from '../process.mjs';
import { root } from '../root.mjs';
import { usualPort } from './doctor.mjs';

interface Diagnosis {
  canStart: boolean;
  checks: { name: string; state: string; found: string; wayOut?: string; path?: string }[];
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-doctor-'));
const at = (...names: string[]) => path.join(folder, ...names);
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** Nothing but Node is on this path. */
const bare = at('bin');

/** A clone in which nothing was ever set up. */
const clone = at('clone');

/** A Java runtime of its own kind, so that it does not matter which the machine has. */
function runtime(name: string, version: string, exitCode: number): string {
  const home = at(name);
  fs.mkdirSync(path.join(home, 'bin'), { recursive: true });
  fs.writeFileSync(path.join(home, 'release'), `JAVA_VERSION="${version}"\n`);
  fs.writeFileSync(path.join(home, 'bin/java'), `#!/bin/sh\necho ${name} >&2\nexit ${exitCode}\n`, { mode: 0o755 });
  return home;
}

beforeAll(() => {
  fs.mkdirSync(bare);
  fs.symlinkSync(process.execPath, path.join(bare, 'node'));
  for (const name of ['bin', 'tools/setup', 'package.json', 'package-lock.json'])
    fs.cpSync(path.join(root, name), path.join(clone, name), { recursive: true });
});

/** Runs the command as `npx aviary doctor --json` does. */
async function doctor(where: string, args: string[] = [], env: Record<string, string> = {}) {
  const command = [path.join(where, 'bin/aviary.mjs'), 'doctor', '--json', ...args];
  const { AVIARY_PARTS: _, ...inherited } = process.env;
  return await new Promise<{
    exitCode: number;
    diagnosis: Diagnosis;
    of: (name: string) => Diagnosis['checks'][number];
  }>((resolve) => {
    const child = execFile(process.execPath, command, { env: { ...inherited, ...env } }, (_, stdout) => {
      const diagnosis = JSON.parse(stdout) as Diagnosis;
      const of = (name: string) => diagnosis.checks.find((check) => check.name === name) as Diagnosis['checks'][number];
      resolve({ exitCode: child.exitCode ?? -1, diagnosis, of });
    });
  });
}

describe('in a clone that was never set up, with nothing but Node on the PATH', () => {
  const env = { PATH: bare, JAVA_HOME: '' };

  test('it runs all the same, says what is missing, and sets nothing up', async () => {
    const { exitCode, diagnosis, of } = await doctor(clone, [], { ...env, JAVA_HOME: runtime('jdk-new', '25.0.1', 0) });
    expect(exitCode).toBe(1);
    expect(diagnosis.canStart).toBe(false);
    expect(of('packages')).toMatchObject({ state: 'warning', found: 'not installed yet' });
    expect(of('compiled').state).toBe('warning');
    expect(of('java')).toMatchObject({ state: 'ok', path: at('jdk-new') });
    expect(of('maven')).toMatchObject({ state: 'missing', wayOut: expect.stringContaining('apt-get install maven') });
    expect(of('fetched')).toMatchObject({ state: 'warning', found: expect.stringContaining('Apache Kafka') });
    expect(of('postgres').state).toBe('warning');
    expect(fs.readdirSync(clone).sort()).toEqual(['bin', 'package-lock.json', 'package.json', 'tools']);
  });

  test('a Java runtime that does not run is told with its last words; one that is too old is passed over', async () => {
    const broken = await doctor(clone, [], { ...env, JAVA_HOME: runtime('jdk-broken', '25', 1) });
    expect(broken.of('java')).toMatchObject({ state: 'missing', found: expect.stringContaining('jdk-broken') });
    const old = runtime('jdk-old', '11.0.2', 0);
    const passed = await doctor(clone, [], { PATH: `${path.join(old, 'bin')}:${bare}`, JAVA_HOME: at('jdk-new') });
    expect(passed.of('java')).toMatchObject({ state: 'ok', path: at('jdk-new') });
  });

  test('node_modules that is half there, and a fetched part that is not whole', async () => {
    fs.mkdirSync(path.join(clone, 'node_modules/pg'), { recursive: true });
    fs.mkdirSync(path.join(clone, '.aviary/parts/kafka-4.3.1/libs'), { recursive: true });
    const { of } = await doctor(clone, [], { ...env, JAVA_HOME: at('jdk-new') });
    expect(of('packages')).toMatchObject({ state: 'warning', found: expect.stringContaining('half installed') });
    expect(of('fetched')).toMatchObject({ state: 'missing', wayOut: expect.stringContaining('kafka-4.3.1') });
    expect(of('maven').state).toBe('missing');
  });
});

describe('in this clone', () => {
  test('every check is made, and none of them fails to look', async () => {
    const { exitCode, diagnosis, of } = await doctor(root, ['--home', at('home'), '--port', '0']);
    expect(diagnosis.checks.map(({ state }) => state)).toEqual(
      diagnosis.checks.map(() => expect.stringMatching(/^(ok|warning|missing)$/)),
    );
    expect(diagnosis.checks.filter(({ found }) => found.startsWith('could not be looked at'))).toEqual([]);
    expect(exitCode).toBe(diagnosis.canStart ? 0 : 1);
    for (const name of ['node', 'packages', 'fetched', 'postgres', 'home', 'port', 'aviary'])
      expect(of(name)).toMatchObject({ name, state: 'ok' });
  });

  test('a taken port is a stranger’s, or that of the Aviary on this home', async () => {
    const server = http.createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const stranger = await doctor(root, ['--home', at('home'), '--port', String(port)]);
      expect(stranger.exitCode).toBe(1);
      expect(stranger.of('port')).toMatchObject({
        state: 'missing',
        found: expect.stringContaining(`${port} is taken by process ${process.pid}`),
      });
      const owner = { pid: process.pid, start: startOf(process.pid) };
      const gateway = `http://127.0.0.1:${port}`;
      fs.mkdirSync(at('home'));
      fs.writeFileSync(at('home/parts.json'), JSON.stringify({ owner, processes: { kafka: owner } }));
      fs.writeFileSync(at('home/services.json'), JSON.stringify({ services: { gateway } }));
      const own = await doctor(root, ['--home', at('home'), '--port', String(port)]);
      expect(own.of('port')).toMatchObject({ state: 'ok' });
      expect(own.of('aviary')).toMatchObject({ state: 'ok', found: expect.stringContaining('is ready') });
    } finally {
      server.close();
    }
  });

  test('without --json it is for people: at most 80 columns but for paths, and a conclusion', () => {
    const { stdout } = spawnSync(
      process.execPath,
      ['bin/aviary.mjs', 'doctor', '--home', at('nowhere'), '--port', '0'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(stdout).toMatch(/^ok +Node\.js +\d+\.\d+\.\d+, \//);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^Aviary (can|cannot) start/);
    for (const line of stdout.split('\n')) expect(line.length <= 80 || /\s[^\s]{30,}$/.test(line)).toBe(true);
  });

  test('wrong use ends with 2 and names the option', () => {
    for (const args of [
      ['--port', 'eighty'],
      ['--prot', '1'],
    ]) {
      const { status, stderr } = spawnSync(process.execPath, ['bin/aviary.mjs', 'doctor', ...args], {
        cwd: root,
        encoding: 'utf8',
      });
      expect([status, stderr]).toEqual([2, expect.stringContaining(args[0] ?? '')]);
    }
  });
});

test('the port it looks at is the one the gateway takes', () => expect(usualPort).toBe(defaultPort('gateway')));
