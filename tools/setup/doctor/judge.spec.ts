import { describe, expect, test } from '@jest/globals';
import { aviary } from './checks/aviary.mjs';
import { clock } from './checks/clock.mjs';
import { compiled } from './checks/compiled.mjs';
import { disk } from './checks/disk.mjs';
import { docker } from './checks/docker.mjs';
import { fetched } from './checks/fetched.mjs';
import { home } from './checks/home.mjs';
import { java } from './checks/java.mjs';
import { maven } from './checks/maven.mjs';
import { memory } from './checks/memory.mjs';
import { node } from './checks/node.mjs';
import { chromium, pgbench, python } from './checks/optional.mjs';
import { packages } from './checks/packages.mjs';
import { port } from './checks/port.mjs';
import { postgres } from './checks/postgres.mjs';
import { sharedMemory } from './checks/shared-memory.mjs';

const GB = 1024 ** 3;
const runs = (says: string) => ({ runs: true as const, says });
const fails = (why: string) => ({ runs: false as const, why });

/** A machine on which nothing is lacking, and no engine runs. */
const well = {
  java: {
    found: { java: '/jdk/bin/java', home: '/jdk', version: 25 },
    outcome: runs('openjdk 25'),
    tooOld: undefined,
    javaHome: undefined,
    looked: 3,
  },
  maven: { path: '/bin/mvn', tar: true, outcome: runs('Apache Maven 3.9.1 (x)') },
  docker: { asked: false, path: undefined, version: undefined as string | undefined },
  fetched: { absent: [] as string[], broken: [] as { folder: string; what: string }[], jars: 559 },
  packages: { state: 'installed' as 'installed' | 'other' | 'absent', gone: [] as string[], npm: true },
};
const noJava = { ...well.java, found: undefined, outcome: undefined };
const noMaven = { path: undefined, tar: true, outcome: undefined };
const engine = { asked: false, path: '/bin/docker', version: '27.1' };
const toFetch = { ...well.fetched, absent: ['Kafka'], jars: 0 };

describe('what runs us', () => {
  test.each([
    ['20.19.0', 'ok'],
    ['22.0.0', 'ok'],
    ['20.18.3', 'missing'],
    ['18.20.1', 'missing'],
  ])('Node.js %s: %s', (version, state) =>
    expect(node.judge({ version, path: '/bin/node' }, well)).toMatchObject({ state }),
  );

  test('packages that a start installs by itself are a warning; what it would not notice, or cannot do, is missing', () => {
    const judged = (facts: Partial<typeof well.packages>) => packages.judge({ ...well.packages, ...facts }, well);
    expect(judged({})).toMatchObject({ state: 'ok' });
    expect(judged({ state: 'absent' })).toMatchObject({ state: 'warning', found: 'not installed yet' });
    expect(judged({ state: 'other' })).toMatchObject({ state: 'warning' });
    expect(judged({ state: 'absent', npm: false })).toMatchObject({
      state: 'missing',
      wayOut: expect.stringMatching(/npm/),
    });
    const half = judged({ gone: ['pg', 'zod'] });
    expect(half).toMatchObject({ state: 'missing', wayOut: expect.stringContaining('Remove the folder node_modules') });
    expect(half.found).toContain('pg and 1 more is gone');
  });

  test('code that is not compiled is no hindrance', () => {
    expect(compiled.judge({ pending: 0 }, well).state).toBe('ok');
    expect(compiled.judge({ pending: 7 }, well)).toMatchObject({
      state: 'warning',
      found: '7 files are to be compiled',
    });
    expect(compiled.judge({ pending: undefined }, well).state).toBe('warning');
  });
});

describe('how the parts are run', () => {
  test('Java: the one that is taken is told, and that JAVA_HOME is not it', () => {
    expect(java.judge(well.java, well)).toEqual({ state: 'ok', found: '25, /jdk', version: '25', path: '/jdk' });
    expect(java.judge({ ...well.java, javaHome: '/old' }, well).found).toContain('not JAVA_HOME, which is /old');
  });

  test('Java: none, one too old, or one that does not run is missing, with what to install', () => {
    const all = { ...well, java: noJava };
    expect(java.judge(noJava, all)).toMatchObject({ state: 'missing', found: expect.stringContaining('3 looked at') });
    const old = java.judge({ ...noJava, tooOld: { home: '/jdk17', version: 17 }, javaHome: '/jdk17' }, all);
    expect(old.wayOut).toMatch(/\/jdk17 is 17\); install one, for example `apt-get install openjdk-21/);
    expect(old.found).toContain('JAVA_HOME (/jdk17)');
    const broken = java.judge({ ...well.java, outcome: fails('no libjvm.so') }, well);
    expect(broken).toMatchObject({ state: 'missing', found: expect.stringContaining('no libjvm.so') });
  });

  test('Maven is missing only as long as there is something to fetch', () => {
    expect(maven.judge(well.maven, well)).toMatchObject({ state: 'ok', version: '3.9.1', path: '/bin/mvn' });
    expect(maven.judge(noMaven, { ...well, maven: noMaven }).state).toBe('ok');
    const fresh = { ...well, fetched: toFetch };
    expect(maven.judge(noMaven, { ...fresh, maven: noMaven })).toMatchObject({
      state: 'missing',
      wayOut: expect.stringContaining('apt-get install maven'),
    });
    expect(maven.judge({ ...well.maven, outcome: fails('x') }, fresh).state).toBe('missing');
    expect(maven.judge({ ...well.maven, outcome: fails('x') }, well).state).toBe('ok');
    expect(maven.judge({ ...well.maven, outcome: fails('x') }, { ...fresh, java: noJava }).state).toBe('warning');
    expect(maven.judge({ ...well.maven, tar: false }, well).state).toBe('ok');
    expect(maven.judge({ ...well.maven, tar: false }, fresh)).toMatchObject({
      state: 'missing',
      wayOut: expect.stringMatching(/tar/),
    });
  });

  test('an engine does instead of Java, instead of Maven, and in any case where it is asked for', () => {
    const without = [
      { ...well, docker: engine, java: noJava },
      { ...well, docker: engine, maven: noMaven, fetched: toFetch },
      { ...well, docker: { ...engine, asked: true } },
    ];
    for (const all of without) {
      const states = [
        java.judge(all.java, all),
        maven.judge(all.maven, all),
        docker.judge(all.docker, all),
        fetched.judge(all.fetched, all),
        postgres.judge({ path: undefined, lack: 'none', outcome: undefined, user: false }, all),
      ].map(({ state }) => state);
      expect(states).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    }
  });

  test('an engine beside Java and Maven is left alone', () => {
    const all = { ...well, docker: engine };
    expect(java.judge(all.java, all)).toMatchObject({ version: '25' });
    expect(docker.judge(engine, all)).toMatchObject({ state: 'ok', found: expect.stringContaining('not needed') });
  });

  test('without an engine: fine beside Java and Maven, a way out without them, missing where it is asked for', () => {
    expect(docker.judge(well.docker, well)).toEqual({ state: 'ok', found: 'no docker on the PATH; none is needed' });
    expect(docker.judge(well.docker, { ...well, java: noJava }).state).toBe('warning');
    const asked = { asked: true, path: '/bin/docker', version: undefined };
    expect(docker.judge(asked, { ...well, docker: asked })).toMatchObject({
      state: 'missing',
      wayOut: expect.stringMatching(/unset/),
    });
  });

  test('parts that are not fetched are a warning, parts that are not whole are missing', () => {
    expect(fetched.judge(well.fetched, well)).toMatchObject({
      state: 'ok',
      found: expect.stringContaining('559 jars'),
    });
    expect(fetched.judge(toFetch, { ...well, fetched: toFetch })).toMatchObject({ state: 'warning' });
    const broken = { ...well.fetched, broken: [{ folder: '/parts/kafka', what: 'libs/a.jar is not whole' }] };
    expect(fetched.judge(broken, { ...well, fetched: broken })).toEqual({
      state: 'missing',
      found: 'in /parts/kafka, libs/a.jar is not whole',
      wayOut: 'Remove the folder /parts/kafka: the next start fetches it anew.',
    });
  });

  test('PostgreSQL has to run, as somebody', () => {
    const server = { path: '/pg/postgres', lack: undefined, outcome: runs('postgres (PostgreSQL) 18.4'), user: true };
    expect(postgres.judge(server, well)).toMatchObject({ state: 'ok', version: '18.4' });
    expect(postgres.judge({ ...server, user: false }, well)).toMatchObject({
      state: 'missing',
      wayOut: expect.stringMatching(/user/),
    });
    expect(postgres.judge({ ...server, outcome: fails('no libicu') }, well).state).toBe('missing');
    const none = { path: undefined, lack: 'there is no PostgreSQL for sunos', outcome: undefined, user: true };
    expect(postgres.judge(none, well)).toMatchObject({ state: 'missing', found: none.lack });
    const before = { ...well, packages: { ...well.packages, state: 'absent' as const } };
    expect(postgres.judge(none, before).state).toBe('warning');
  });
});

describe('the machine', () => {
  test('a taken port is missing unless our own Aviary has it; its owner is named', () => {
    const taken = { port: 8080, free: false, own: false, owner: { pid: 7, command: 'python3 -m http.server' } };
    expect(port.judge(taken, well)).toMatchObject({
      state: 'missing',
      found: '8080 is taken by process 7 (python3 -m http.server)',
      wayOut: expect.stringContaining('--port <number>'),
    });
    expect(port.judge({ ...taken, owner: undefined }, well).state).toBe('missing');
    expect(port.judge({ ...taken, own: true }, well).state).toBe('ok');
    expect(port.judge({ ...taken, free: true }, well).state).toBe('ok');
  });

  test('the Aviary of the home: not running, ready, not ready, killed', () => {
    const running = { pid: 7, alive: true, gateway: 'http://127.0.0.1:8080', leftovers: [] };
    const judged = (more: object, answer?: number) =>
      aviary.judge({ home: '/home', running: { ...running, ...more }, answer }, well);
    expect(aviary.judge({ home: '/home', running: undefined, answer: undefined }, well).state).toBe('ok');
    expect(judged({}, 200)).toMatchObject({ state: 'ok', found: expect.stringContaining('is ready') });
    expect(judged({}, 503)).toMatchObject({ state: 'warning', found: expect.stringContaining('answers 503') });
    expect(judged({})).toMatchObject({ state: 'warning', found: expect.stringContaining('does not answer') });
    const killed = judged({ alive: false, leftovers: ['kafka (process 8)'] });
    expect(killed).toMatchObject({ state: 'warning', found: expect.stringContaining('left behind kafka (process 8)') });
  });

  test('a home that cannot be written to, or whose secrets are gone, is missing', () => {
    const open = { home: '/home', closed: undefined, locked: false };
    expect(home.judge(open, well).state).toBe('ok');
    expect(home.judge({ ...open, closed: '/' }, well)).toMatchObject({
      state: 'missing',
      wayOut: expect.stringMatching(/--home/),
    });
    expect(home.judge({ ...open, locked: true }, well)).toMatchObject({
      state: 'missing',
      found: expect.stringMatching(/secrets.json/),
    });
  });

  test('more disk is needed where something has to be fetched first', () => {
    const free = (bytes: number, all = well) => disk.judge({ folder: '/', free: bytes }, all).state;
    const fresh = { ...well, packages: { ...well.packages, state: 'absent' as const } };
    expect([free(100e6), free(500e6), free(5e9)]).toEqual(['missing', 'warning', 'ok']);
    expect([free(500e6, fresh), free(2e9, fresh)]).toEqual(['missing', 'warning']);
  });

  test('little memory, little shared memory and a clock that is behind are warnings', () => {
    expect(memory.judge({ total: 8 * GB, available: 3 * GB }, well).state).toBe('ok');
    expect(memory.judge({ total: 8 * GB, available: 1 * GB }, well).state).toBe('warning');
    expect(sharedMemory.judge({ expected: true, there: true, free: 64e6 }, well).state).toBe('ok');
    expect(sharedMemory.judge({ expected: true, there: true, free: 0 }, well).state).toBe('warning');
    expect(sharedMemory.judge({ expected: true, there: false, free: 0 }, well).state).toBe('warning');
    expect(sharedMemory.judge({ expected: false, there: false, free: 0 }, well).state).toBe('ok');
    expect(clock.judge({ now: 1e12, newest: 1e12 + 60_000 }, well).state).toBe('ok');
    expect(clock.judge({ now: 1e12, newest: 1e12 + 3_600_000 }, well).state).toBe('warning');
  });
});

test('what is optional is never missing', () => {
  const found = { path: '/bin/x', outcome: runs('x 1.2') };
  const none = { path: undefined, outcome: undefined };
  const broken = { path: '/bin/x', outcome: fails('No module named ensurepip') };
  const states = (facts: typeof found | typeof none | typeof broken) =>
    [python.judge({ own: false, ...facts }, well), chromium.judge(facts, well), pgbench.judge(facts, well)].map(
      ({ state }) => state,
    );
  expect(states(found)).toEqual(['ok', 'ok', 'ok']);
  expect(states(none)).toEqual(['warning', 'ok', 'warning']);
  expect(states(broken)).toEqual(['warning', 'ok', 'warning']);
  expect(python.judge({ own: false, ...broken }, well).found).toContain('ensurepip');
});
