import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { projectionsWithoutSpec } from './projections-without-spec.js';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'views-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function write(file: string, text: string): void {
  const full = path.join(folder, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, text);
}

const DEFINITION = 'export const list = defineProjection<Row, Event>({});';
const SPEC = `import { list } from './list.projection.js';\nprojectionSpec(list).given().then([]);`;

test('a view with a spec beside it is right', () => {
  write('tasks/src/projections/list/list.projection.ts', DEFINITION);
  write('tasks/src/projections/list/list.spec.ts', SPEC);
  write('tasks/src/projections/list/list.query.ts', `import { list } from './list.projection.js';`);
  expect(projectionsWithoutSpec(folder)).toEqual([]);
});

test.each<[string, Record<string, string>]>([
  ['no spec', {}],
  ['a spec elsewhere', { 'a/other/list.spec.ts': SPEC }],
  ['a spec of another view', { 'a/list/list.spec.ts': SPEC.replace('./list.', './rows.') }],
  ['a spec that folds nothing', { 'a/list/list.spec.ts': SPEC.replace('projectionSpec(', 'expect(') }],
  ['a spec that needs a database only', { 'a/list/list.int.spec.ts': SPEC }],
])('a view with %s is named', (_, specs) => {
  write('a/list/list.projection.ts', DEFINITION);
  for (const [file, text] of Object.entries(specs)) write(file, text);
  expect(projectionsWithoutSpec(folder)).toEqual(['a/list/list.projection.ts']);
});

test('every view of every service has its spec', () => {
  expect(projectionsWithoutSpec(path.join(import.meta.dirname, '../../../apps'))).toEqual([]);
});
