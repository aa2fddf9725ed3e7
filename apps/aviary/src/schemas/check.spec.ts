import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventConsumers } from '#libs/contracts';
import { explainBreak, explainLint } from '#libs/schemas';
import { checkCheckout } from './check.js';
import { checkoutFolder } from './checkout.js';

const identity = ['-c', 'user.name=spec', '-c', 'user.email=spec@localhost', '-c', 'commit.gpgSign=false'];
const TASK = 'schemas/tasks/TaskCreated/1.avsc';
const SECOND = 'schemas/tasks/TaskCreated/2.avsc';

let folder = '';
let origin = '';
let clone = '';

/** What git sets for its hooks must not decide about the repositories of the test. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', [...identity, ...args], { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const read = (file: string): string => fs.readFileSync(path.join(clone, file), 'utf8');
const write = (file: string, text: string): void => fs.writeFileSync(path.join(clone, file), text);

function commit(files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) write(file, text);
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '--message', 'A change');
}

/** A second version of the task with a field more. */
function withField(field: object): string {
  const schema = JSON.parse(read(TASK)) as { fields: object[] };
  return JSON.stringify({ ...schema, fields: [...schema.fields, field] });
}
const wanting = { name: 'price', doc: 'What it costs, in minor units.', type: 'long' };
const welcome = { name: 'ticketId', doc: 'The ticket.', type: ['null', 'string'], default: null };

/** What the command would print. */
async function sentences(cwd = clone, base?: string): Promise<string[]> {
  const { check, notes } = await checkCheckout({ folder: cwd, base, registry: false, home: '/nowhere' });
  return [...check.breaks.map(explainBreak), ...check.lint.map(explainLint), ...notes];
}

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'aviary-schemas-'));
  origin = path.join(folder, 'origin');
  fs.cpSync(path.join(checkoutFolder(), 'schemas'), path.join(origin, 'schemas'), { recursive: true });
  // What is released of the task is its first version, whatever there is by now.
  fs.rmSync(path.join(origin, SECOND), { force: true });
  fs.writeFileSync(path.join(origin, 'package.json'), '{}');
  git(origin, 'init', '--quiet', '--initial-branch=main');
  git(origin, 'add', '--all');
  git(origin, 'commit', '--quiet', '--message', 'Schemas');
});

beforeEach(() => {
  clone = fs.mkdtempSync(path.join(folder, 'clone-'));
  git(folder, 'clone', '--quiet', origin, clone);
});

afterAll(() => fs.rmSync(folder, { recursive: true }));

test('a clone in which nothing has changed passes', async () => {
  expect(await sentences()).toEqual([]);
  expect(checkoutFolder(path.join(clone, 'schemas', 'tasks'))).toBe(clone);
});

test('a commit that breaks a schema is refused with the sentence; mended, it passes', async () => {
  commit({ [SECOND]: withField(wanting) });
  expect(await sentences()).toEqual([
    `tasks.TaskCreated, versions 1 and 2, price: version 2 cannot read what version 1 wrote (old with new): version 1 does not have the field, and version 2 gives no default for it. Of ours, ${eventConsumers['tasks.TaskCreated']?.join(', ')} would fail.`,
  ]);
  commit({ [SECOND]: withField(welcome) });
  expect(await sentences()).toEqual([]);
});

test('as a hook of git it keeps such a commit from being made at all', () => {
  const command = `"${process.execPath}" "${path.join(checkoutFolder(), 'bin/aviary.mjs')}" schemas check`;
  fs.writeFileSync(path.join(clone, '.git/hooks/pre-commit'), `#!/bin/sh\nexec ${command}\n`, { mode: 0o755 });
  const commits = () => git(clone, 'rev-list', '--count', 'HEAD').trim();
  expect(() => commit({ [SECOND]: withField(wanting) })).toThrow('price: version 2 cannot read what version 1 wrote');
  expect(commits()).toBe('1');
  commit({ [SECOND]: withField(welcome) });
  expect(commits()).toBe('2');
});

describe('a released file', () => {
  const reworded = (): string => read(TASK).replace('What is to be done, in one line.', 'A title.');
  const refusal = expect.stringContaining(
    'tasks.TaskCreated, version 1, title: a released file is never edited',
  ) as unknown;

  test('is not edited, however many commits ago; put back, it passes', async () => {
    const released = read(TASK);
    commit({ [TASK]: reworded() });
    commit({ [SECOND]: withField(welcome) });
    expect(await sentences()).toEqual([refusal]);
    commit({ [TASK]: released });
    expect(await sentences()).toEqual([]);
  });

  test('is not edited on the main line either, committed or not, and may be put back', async () => {
    git(clone, 'remote', 'remove', 'origin');
    const released = read(TASK);
    write(TASK, reworded());
    expect(await sentences()).toEqual([refusal]);
    commit({});
    expect(await sentences()).toEqual([refusal]);
    write(TASK, released);
    expect(await sentences()).toEqual([]);
    commit({});
    expect(await sentences()).toEqual([]);
  });

  test('is not taken away', async () => {
    fs.rmSync(path.join(clone, TASK));
    commit({});
    expect(await sentences()).toEqual([expect.stringContaining('tasks.TaskCreated, version 1: the file of a version')]);
  });
});

test('what is not released yet may be edited on its branch', async () => {
  git(clone, 'checkout', '--quiet', '-b', 'tickets');
  commit({ [SECOND]: withField(welcome) });
  commit({ [SECOND]: withField({ ...welcome, doc: 'Another word.' }) });
  expect(await sentences()).toEqual([]);
});

describe('where git knows little', () => {
  test('a commit that nobody has is told', async () => {
    await expect(sentences(clone, 'nowhere')).rejects.toThrow('There is no commit nowhere in this repository');
    expect(await sentences(clone, '0'.repeat(40))).toEqual([]);
  });

  test('a shallow clone says what is missing, and still sees what it can', async () => {
    const shallow = path.join(folder, 'shallow');
    commit({ 'package.json': '{ }' });
    git(clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/more');
    git(folder, 'clone', '--quiet', '--depth=1', '--branch=more', pathToFileURL(origin).href, shallow);
    expect(await sentences(shallow)).toEqual([expect.stringContaining('This clone is shallow')]);
    fs.appendFileSync(path.join(shallow, TASK), ' ,');
    expect(await sentences(shallow)).toEqual([
      expect.stringContaining('it is no valid schema'),
      expect.stringContaining('a released file is never edited'),
      expect.stringContaining('This clone is shallow'),
    ]);
  });

  test('no repository at all is told', async () => {
    fs.rmSync(path.join(clone, '.git'), { recursive: true });
    // The folder of the test may itself lie in a repository: then that one is asked, and knows nothing of it.
    expect(await sentences()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Not compared with what was released before \(.*not a git repository/),
      ]),
    );
  });
});
