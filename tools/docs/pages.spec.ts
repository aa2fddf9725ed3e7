import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Command } from 'commander';
import { commandLine, commandNames, misusedCommands, misusedScripts } from './commands.js';
import { brokenLinks, missingFiles, unreachable } from './links.js';
import { allPages, type Page, parsePage, tree, typed } from './pages.js';

const files = tree();
const pages = allPages();
const page = (text: string): Page => parsePage('docs/planted.md', text);

describe('links lead somewhere', () => {
  test('in this clone', () => {
    expect(pages.flatMap((it) => brokenLinks(it, pages, files))).toEqual([]);
    expect(unreachable(pages)).toEqual([]);
  });

  test.each([
    ['[a](nowhere.md)', 'links to nowhere.md, which is not there'],
    ['[a](../README.md#no-such-heading)', 'has no such heading'],
    ['[a](#no-such-heading)', 'has no such heading'],
  ])('planted: %s', (text, problem) => {
    const planted = page(text);
    expect(brokenLinks(planted, [...pages, planted], [...files, planted.file])).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  test('planted: a page to which nothing links', () => {
    expect(unreachable([...pages, page('# Alone')])).toEqual(['docs/planted.md']);
  });

  test('what is right, elsewhere, or in a block is left alone', () => {
    const text = '# A `b` c\n[a](../README.md) [b](#a-b-c) [c](https://example.org/x.md)\n```md\n[d](nowhere.md)\n```';
    expect(brokenLinks(page(text), [...pages, page(text)], [...files, 'docs/planted.md'])).toEqual([]);
  });
});

describe('files that are named are there', () => {
  test('in this clone', () => expect(pages.flatMap((it) => missingFiles(it, files))).toEqual([]));

  test.each(['libs/kernel/src/nowhere.ts', 'nowhere.sql', 'http/nowhere.ts', 'libs/nowhere', 'docs/nowhere.md'])(
    'planted: %s',
    (name) => expect(missingFiles(page(`see \`${name}\``), files)).toHaveLength(1),
  );

  test.each(['libs/kernel', 'http/proxy.ts', 'append.sql', 'apps/<name>', 'text/plain', 'schemas/tasks/'])(
    'left alone: %s',
    (name) => expect(missingFiles(page(`see \`${name}\``), files)).toEqual([]),
  );
});

describe('commands that are named are there', () => {
  let program: Command;
  beforeAll(async () => {
    program = await commandLine();
  });

  test('in this clone', () => {
    expect(pages.flatMap((it) => [...misusedCommands(it, program), ...misusedScripts(it, program)])).toEqual([]);
  });

  test('and every command is named in the README of apps/aviary', () => {
    const readme = pages.filter(({ file }) => file === 'apps/aviary/README.md').flatMap(typed);
    expect(commandNames(program).filter((name) => !readme.includes(name))).toEqual([]);
  });

  test.each([
    ['`npx aviary fly`', 'no command fly'],
    ['`aviary cycle open`', 'no command open'],
    ['```sh\nnpx aviary cycle close --until now # why\n```', 'no option --until'],
    ['`npm run fly`', 'no script fly'],
    ['`npm test -- lint flight`', 'no check flight'],
    ['`npm start -- --fly`', 'no option --fly'],
  ])('planted: %s', (text, problem) => {
    const planted = page(text);
    expect([...misusedCommands(planted, program), ...misusedScripts(planted, program)]).toEqual([
      expect.stringContaining(problem),
    ]);
  });

  test('left alone: what stands for something else', () => {
    const text = '`npx aviary …` `aviary` `aviary.tasks` `npx aviary events show task:<uuid> --service tasks`';
    expect(misusedCommands(page(text), program)).toEqual([]);
  });
});
