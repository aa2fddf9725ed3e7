import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eraseHome, findParts, startParts } from './index.js';

/** A `docker` that writes down what it is asked for, and fails where a file says so: the order of calls, not an engine. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-docker-'));
const home = path.join(folder, 'home');
const calls = path.join(folder, 'calls');
const fails = path.join(folder, 'fails');
const script = `#!/bin/sh
if [ -e ${fails} ] && [ "$1" = compose ] && [ "$2" = -p ]; then echo 'no space left' >&2; exit 1; fi
echo "$AVIARY_KAFKA_PORT $*" >> ${calls}
`;
const before = { ...process.env };
const ports = { postgres: 0, kafka: 0, kafkaController: 0, registry: 0 };

beforeAll(() => {
  fs.writeFileSync(path.join(folder, 'docker'), script, { mode: 0o755 });
  process.env.PATH = `${folder}${path.delimiter}${before.PATH}`;
  process.env.AVIARY_PARTS = 'docker';
});

afterAll(() => {
  process.env.PATH = before.PATH;
  delete process.env.AVIARY_PARTS;
  fs.rmSync(folder, { recursive: true });
});

/** What compose was asked for, without project and file, which must always be the same. */
function asked(): string[] {
  const lines = fs.readFileSync(calls, 'utf8').trim().split('\n');
  fs.rmSync(calls);
  const composed = lines.flatMap(
    (line) =>
      /compose -p aviary-[0-9a-f]{12} -f .+docker-compose.parts.yml -f .+docker-compose.ports.yml (.*)$/.exec(
        line,
      )?.[1] ?? [],
  );
  return composed;
}

test('parts come from compose, one by one if asked, and stop with it; erasing the home removes their volumes', async () => {
  const parts = await startParts({ home, ports });
  expect(fs.readFileSync(calls, 'utf8')).toContain(`\n${parts.kafka.bootstrap.split(':')[1]} compose -p `);
  expect(asked()).toEqual(['up -d --wait postgres kafka registry']);
  expect(findParts(home)).toMatchObject({ alive: true, by: 'docker', kafka: parts.kafka });
  await parts.stopPart('kafka');
  await parts.stopPart('postgres', 'kill');
  await parts.startPart('kafka');
  expect(asked()).toEqual(['stop kafka', 'kill postgres', 'up -d --wait kafka']);
  await parts.stop();
  expect(asked()).toEqual(['stop']);
  expect(findParts(home)).toBeUndefined();
  await eraseHome(home);
  expect(asked()).toEqual(['down --volumes']);
  expect(fs.existsSync(home)).toBe(false);
});

test('what compose complains of is passed on', async () => {
  fs.writeFileSync(fails, '');
  await expect(startParts({ home, ports })).rejects.toThrow(/^docker compose up .* failed:\nno space left$/);
  fs.rmSync(fails);
});

test('parts that could not be prepared are stopped, and the home is anybody’s', async () => {
  fs.rmSync(calls, { force: true });
  const prepare = (name: string) =>
    name === 'kafka' ? Promise.reject(new Error('no topics for you')) : Promise.resolve();
  await expect(startParts({ home, ports, prepare })).rejects.toThrow('no topics for you');
  expect(asked()).toEqual(['up -d --wait postgres kafka registry', 'stop']);
  expect(findParts(home)).toBeUndefined();
  await eraseHome(home);
});

test('without an engine, and where one is asked for, a sentence says so', async () => {
  fs.writeFileSync(path.join(folder, 'docker'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  await expect(startParts({ home, ports })).rejects.toThrow('AVIARY_PARTS=docker asks for a Docker engine');
});
