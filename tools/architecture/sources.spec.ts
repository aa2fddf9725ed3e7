import { describe, expect, test } from '@jest/globals';
import { doors, foldsWithoutSpec, handWritten, impure, strangeRooms, tooLong } from './sources.js';

const sources = handWritten();
const files = sources.map(({ file }) => file);
const lines = (count: number) => 'x\n'.repeat(count);

describe('no file is too long', () => {
  test('in this clone', () => expect(sources.flatMap(tooLong)).toEqual([]));

  test.each([
    ['libs/a/src/b.ts', 300, 0],
    ['libs/a/src/b.ts', 301, 1],
    ['libs/a/src/c.sql', 301, 1],
    ['libs/a/src/b.spec.ts', 500, 0],
    ['libs/a/src/b.spec.ts', 501, 1],
  ])('planted: %s of %i lines', (file, count, complaints) => {
    expect(tooLong({ file, text: lines(count) })).toHaveLength(complaints);
  });
});

describe('the domain uses no clock and no chance', () => {
  test('in this clone', () => expect(sources.flatMap(impure)).toEqual([]));

  const file = 'apps/tasks/src/domain/task.ts';
  test.each([
    ['const at = Date.now();', 'Date.now'],
    ['const at = new Date();', 'new Date()'],
    ['const at = Date();', 'Date()'],
    ['const draw = Math.random();', 'Math.random'],
    ['const id = crypto.randomUUID();', 'crypto'],
    ['const id = uuidv7();', 'uuidv7'],
    ['if (process.env.X) return;', 'process'],
    ['export async function f() {}', 'async'],
    ['setTimeout(f, 1);', 'a timer or the network'],
    ['const t = performance.now();', 'performance'],
    ['globalThis.x = 1;', 'globalThis'],
  ])('planted: %s', (text, name) => {
    expect(impure({ file, text })).toEqual([`${file} is domain and uses ${name}`]);
    expect(impure({ file: 'apps/tasks/src/domain/task.spec.ts', text })).toEqual([]);
    expect(impure({ file: 'apps/tasks/src/application/create-task.ts', text })).toEqual([]);
  });

  test('a given time and a word in a comment are fine', () => {
    expect(impure({ file, text: 'const day = new Date(at); // Date.now is not asked\n/* Math.random */' })).toEqual([]);
  });
});

describe('doors and rooms', () => {
  test('in this clone', () => {
    expect(doors(files)).toEqual([]);
    expect(strangeRooms(files)).toEqual([]);
    expect(foldsWithoutSpec(files)).toEqual([]);
  });

  test('planted: a door inside an app, a second one in a lib, and a lib without one', () => {
    const planted = [
      'apps/tasks/src/domain/index.ts',
      'libs/a/src/index.ts',
      'libs/a/src/b/index.ts',
      'libs/c/src/d.ts',
    ];
    expect(doors(planted)).toEqual([
      'apps/tasks/src/domain/index.ts: only libs/<lib>/src/index.ts is a door',
      'libs/a/src/b/index.ts: only libs/<lib>/src/index.ts is a door',
      'libs/c has no door',
    ]);
  });

  test('planted: a room that no other service has', () => {
    const planted = [
      'apps/tasks/src/utils/x.ts',
      'apps/tasks/src/domain/x.ts',
      'apps/aviary/src/cli/x.ts',
      'apps/tasks/src/main.ts',
    ];
    expect(strangeRooms(planted)).toEqual(['apps/tasks/src/utils']);
  });

  test('planted: a fold without a spec', () => {
    const list = 'apps/tasks/src/projections/list/list.projection.ts';
    expect(foldsWithoutSpec([list])).toEqual([list]);
    expect(foldsWithoutSpec([list, list.replace('.projection.', '.spec.')])).toEqual([]);
  });
});
