import { describe, expect, test } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { catalogue, currentName } from '#libs/contracts';
import { type Projection } from '#libs/projections';
import { root } from '../setup/root.mjs';
import { allOperations, type Operation } from './operations.js';
import { allPages, parsePage, quoted, tree } from './pages.js';

const files = tree();
const sections = ['Owns', 'Facts out', 'Facts in', 'Views', 'HTTP', 'Configuration', 'Invariants'];
const services = files.flatMap((file) => /^apps\/([^/]+)\/src\/main\.ts$/.exec(file)?.[1] ?? []);
const readmeOf = (service: string): string => fs.readFileSync(path.join(root, `apps/${service}/README.md`), 'utf8');

/** The cells of every row of every table. */
const rows = (text: string): string[][] =>
  [...text.matchAll(/^\| (.*) \|$/gm)].map(([, row]) => (row as string).split(' | ').map((cell) => cell.trim()));

/** What a README says of an operation: its request, and the permission in backticks or in words. */
const toldOperations = (text: string): string[] =>
  rows(text)
    .filter(([request]) => /^`[A-Z]+ \/[^`]*`$/.test(request ?? ''))
    .map(([request, permission]) => `${request} ${permission?.startsWith('`') ? permission : '-'}`);

const asTold = ({ request, permission }: Operation): string =>
  `\`${request}\` ${permission === undefined ? '-' : `\`${permission}\``}`;

const told = (view: string, events: readonly string[]): string => `\`${view}\` ${events.toSorted().join()}`;

/** What a README says of a view that is folded from all there is, in place of a list that would only grow. */
const EVERY = 'every event';
const known = new Set(
  catalogue.filter(({ event }) => event !== 'LogEpochOpened').map(({ service, event }) => currentName(service, event)),
);
const inWords = (events: readonly string[]): readonly string[] =>
  new Set(events).size === known.size && events.every((event) => known.has(event)) ? [EVERY] : events;

/** A view and its events, as a README tells them and as the fold declares them. */
const toldViews = (text: string): string[] =>
  rows(text).flatMap(([first = '', , last = '']) => {
    const view = /^`([a-z_]+)`$/.exec(first)?.[1];
    if (view && last.startsWith(EVERY)) return [told(view, [EVERY])];
    const events = [...last.matchAll(/`([A-Z]\w+)`/g)].map(([, event]) => event as string);
    return view && events.length > 0 ? [told(view, events)] : [];
  });

async function viewsOf(service: string): Promise<string[]> {
  const folds = files.filter((file) => file.startsWith(`apps/${service}/`) && file.endsWith('.projection.ts'));
  const modules = (await Promise.all(folds.map((file) => import(path.join(root, file))))) as object[];
  const views = modules.flatMap((module) => Object.values(module) as Projection[]).filter((it) => it?.sources);
  return views.map(({ name, sources }) => told(name, inWords([...sources.values()].flatMap((it) => [...it]))));
}

describe.each(services)('the README of %s', (service) => {
  const text = readmeOf(service);

  test('has the sections of every service', () => {
    const own = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading as string);
    expect(own.flatMap((it) => it.split(/, (?=facts)/i)).map((it) => it.replace('facts', 'Facts'))).toEqual(
      expect.arrayContaining(sections),
    );
  });

  test('tells every request, and what it takes', () => {
    const operations = allOperations().filter((it) => it.service === service);
    expect(toldOperations(text).sort()).toEqual(operations.map(asTold).sort());
  });

  test('tells every view, and what it is folded from', async () => {
    expect(toldViews(text).sort()).toEqual((await viewsOf(service)).sort());
  });

  test('tells every event that has a schema', () => {
    const words = quoted(parsePage('', text));
    const events = files.flatMap((file) => new RegExp(`^schemas/${service}/(\\w+)/1.avsc$`).exec(file)?.[1] ?? []);
    expect(events.filter((event) => event !== 'LogEpochOpened' && !words.includes(event))).toEqual([]);
  });
});

test('a row with another permission, and a view with one event less, are seen', () => {
  const text = readmeOf('tasks');
  expect(toldOperations(text.replace('`tasks.can_add` ', '`tasks.can_view`'))).not.toEqual(toldOperations(text));
  expect(toldViews(text.replace(/(`task_list`.*)`TaskCreated`, /, '$1'))).not.toEqual(toldViews(text));
});

describe('libs', () => {
  const libs = [...new Set(files.flatMap((file) => /^libs\/([^/]+)\//.exec(file)?.[1] ?? []))];

  test.each(libs)('%s has a README', (lib) => expect(files).toContain(`libs/${lib}/README.md`));

  test('every variable of the configuration is in the README of platform', () => {
    const sources = files.filter((file) => /^libs\/platform\/src\/.*\.ts$/.test(file) && !file.includes('.spec.'));
    const read = sources.flatMap(
      (file) => fs.readFileSync(path.join(root, file), 'utf8').match(/\bAVIARY_[A-Z_]+[A-Z]\b/g) ?? [],
    );
    const words = allPages()
      .filter(({ file }) => file === 'libs/platform/README.md')
      .flatMap(quoted);
    expect([...new Set(read)].filter((name) => !words.includes(name)).sort()).toEqual([]);
  });
});
