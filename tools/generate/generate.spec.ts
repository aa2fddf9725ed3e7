import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import vm from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { root } from '../setup/root.mjs';
import { generate } from './generate.js';

let project = '';
const inProject = (...names: string[]): string => path.join(project, ...names);
const generated = 'libs/contracts/src/generated';
const sorted = (files: readonly string[]): string[] => files.toSorted();

beforeEach(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-generate-'));
  fs.copyFileSync(path.join(root, '.oxfmtrc.json'), inProject('.oxfmtrc.json'));
  for (const event of ['auth/UserRenamed', 'auth/LogEpochOpened', 'tasks/LogEpochOpened'])
    fs.cpSync(path.join(root, 'schemas', event), inProject('schemas', event), { recursive: true });
});

afterEach(() => fs.rmSync(project, { recursive: true }));

/** Changes a schema, or makes one of another's. */
function edit(from: string, to: string, change: (text: string) => string): void {
  const text = fs.readFileSync(inProject('schemas', from), 'utf8');
  fs.mkdirSync(path.dirname(inProject('schemas', to)), { recursive: true });
  fs.writeFileSync(inProject('schemas', to), change(text));
}

test('what is generated in the project is up to date', async () => {
  expect(await generate(root, { check: true })).toEqual({ problems: [], changed: [] });
});

test('it is written once, and the same every time', async () => {
  const first = await generate(project, { check: false });
  const names = ['auth.ts', 'consumers.ts', 'index.ts', 'meta.ts', 'shared.ts', 'tasks.ts'];
  expect(sorted(first.changed)).toEqual([
    'apps/gateway/src/http/generated/asyncapi.json',
    'apps/gateway/src/http/generated/events.html',
    'docs/events/README.md',
    'docs/events/auth.md',
    'docs/events/tasks.md',
    'libs/contracts/src/fixtures/corpus.json',
    ...names.map((name) => `${generated}/${name}`),
    'ops/grafana/aviary.json',
  ]);
  expect(await generate(project, { check: false })).toEqual({ problems: [], changed: [] });
  expect(await generate(project, { check: true })).toEqual({ problems: [], changed: [] });
});

describe('with --check', () => {
  test('every file that has drifted, is missing or is left over is listed, and none is touched', async () => {
    await generate(project, { check: false });
    edit('auth/UserRenamed/1.avsc', 'auth/UserRenamed/1.avsc', (text) => text.replace('another name', 'a new name'));
    fs.rmSync(inProject(generated, 'index.ts'));
    fs.writeFileSync(inProject(generated, 'links.ts'), '');
    const { changed } = await generate(project, { check: true });
    expect(sorted(changed)).toEqual([
      'apps/gateway/src/http/generated/asyncapi.json',
      'apps/gateway/src/http/generated/events.html',
      'docs/events/README.md',
      'docs/events/auth.md',
      ...['auth.ts', 'index.ts', 'links.ts'].map((name) => `${generated}/${name}`),
    ]);
    expect(fs.readdirSync(inProject(generated)).sort()).toEqual([
      'auth.ts',
      'consumers.ts',
      'links.ts',
      'meta.ts',
      'shared.ts',
      'tasks.ts',
    ]);
    await generate(project, { check: false });
    expect(fs.readdirSync(inProject(generated))).not.toContain('links.ts');
  });
});

test('schemas are put into one form, so that versions can be compared line by line', async () => {
  await generate(project, { check: false });
  edit('auth/UserRenamed/1.avsc', 'auth/UserRenamed/1.avsc', (text) => JSON.stringify(JSON.parse(text)));
  const drifted = await generate(project, { check: true });
  expect(sorted(drifted.changed)).toEqual(['schemas/auth/UserRenamed/1.avsc']);
  await generate(project, { check: false });
  const text = fs.readFileSync(path.join(root, 'schemas/auth/UserRenamed/1.avsc'), 'utf8');
  expect(fs.readFileSync(inProject('schemas/auth/UserRenamed/1.avsc'), 'utf8')).toBe(text);
});

describe('schemas that are not as they should be', () => {
  test('a broken rule is told, and nothing is written', async () => {
    edit('auth/UserRenamed/1.avsc', 'auth/UserRenamed/1.avsc', (text) =>
      text.replace('"name": "userId"', '"name": "UserId"'),
    );
    const { problems, changed } = await generate(project, { check: false });
    expect(problems).toContain('auth.UserRenamed, version 1, UserId: a field is named in camelCase.');
    expect(changed).toEqual([]);
    expect(fs.existsSync(inProject(generated))).toBe(false);
  });

  test('a file that does not parse, or lies in the wrong place, is named', async () => {
    edit('auth/UserRenamed/1.avsc', 'auth/UserRenamed/1.avsc', (text) => text.slice(0, 100));
    edit('auth/LogEpochOpened/1.avsc', 'auth/LogEpochOpened.avsc', (text) => text);
    edit('auth/LogEpochOpened/1.avsc', 'auth/LogEpochOpened/01.avsc', (text) => text);
    expect(await generate(project, { check: false })).toEqual({
      problems: [
        expect.stringContaining('auth.UserRenamed, version 1: it is no valid schema: the file is no JSON'),
        'auth/LogEpochOpened.avsc: a schema lies at <service>/<Event>/<version>.avsc.',
        'auth/LogEpochOpened/01.avsc: a schema lies at <service>/<Event>/<version>.avsc.',
      ],
      changed: [],
    });
  });

  test('one name for two shapes is refused', async () => {
    const renamed = (text: string) => text.replace('"namespace": "aviary.auth"', '"namespace": "aviary.tasks"');
    edit('auth/UserRenamed/1.avsc', 'tasks/UserRenamed/1.avsc', (text) =>
      renamed(text).replace('What a user is called', 'A name'),
    );
    await expect(generate(project, { check: false })).rejects.toThrow(
      'UserName has another shape in tasks than in auth: give it another name',
    );
  });
});

describe('types', () => {
  const text = (name: string): string => fs.readFileSync(inProject(generated, name), 'utf8');

  test('follow the schema, doc comments included, and say what is personal', async () => {
    await generate(project, { check: false });
    expect(text('auth.ts')).toContain(
      `/** What a user is called. */
export interface UserName {
  /** Full name, as people write it. Personal: sealed, and null once the person is erased. */
  readonly name: string | null;
}
`,
    );
    expect(text('auth.ts')).toContain(`  readonly after: UserName | null;`);
    expect(text('auth.ts')).toContain(`pii: ['before.name', 'after.name'],`);
  });

  test('a type that several services have is written once', async () => {
    await generate(project, { check: false });
    expect(text('shared.ts')).toContain('export interface LogEpochOpened {');
    expect(text('tasks.ts')).toContain(`import { type LogEpochOpened } from './shared.js';`);
    expect(text('tasks.ts')).toContain(`export type TasksEvent = Fact<'LogEpochOpened', LogEpochOpened>;`);
  });

  test('are those of the newest version, and the catalogue has all of them', async () => {
    const more = `{ "name": "reason", "doc": "Why.", "type": ["null", "string"], "default": null }`;
    edit('auth/UserRenamed/1.avsc', 'auth/UserRenamed/2.avsc', (old) =>
      old.replace(/\}(\s*\]\s*\}\s*)$/, `}, ${more}$1`),
    );
    expect((await generate(project, { check: false })).problems).toEqual([]);
    expect(text('auth.ts').match(/export interface UserRenamed/g)).toHaveLength(1);
    expect(text('auth.ts')).toContain('readonly reason: string | null;');
    expect(text('auth.ts').match(/version: \d/g)).toEqual(['version: 1', 'version: 1', 'version: 2']);
  });

  test('quotes, backticks and dollars in a doc survive', async () => {
    const doc = '`tick` ${x} \\\\ \\"quoted\\" it\'s */ done';
    edit('auth/UserRenamed/1.avsc', 'auth/UserRenamed/1.avsc', (old) =>
      old.replace('A user goes by another name.', doc),
    );
    await generate(project, { check: false });
    const template = /event: 'UserRenamed'[^`]*schema: (`(?:[^`\\]|\\.)*`)/s.exec(text('auth.ts'))?.[1];
    const meta = /META_FIELD = (`(?:[^`\\]|\\.)*`)/s.exec(text('meta.ts'))?.[1];
    const schema = vm.runInNewContext(template ?? '', { META_FIELD: vm.runInNewContext(meta ?? '') }) as string;
    expect(JSON.parse(schema)).toEqual(
      JSON.parse(fs.readFileSync(inProject('schemas/auth/UserRenamed/1.avsc'), 'utf8')),
    );
  });
});
