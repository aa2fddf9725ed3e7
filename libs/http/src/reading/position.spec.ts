import { expect, test } from '@jest/globals';
import { parsePositions } from './position.js';

test('several places are read; of each service the latest', () => {
  expect(parsePositions('tasks=1.4711, accounting=1.12')).toEqual([
    { service: 'tasks', epoch: 1, position: 4711 },
    { service: 'accounting', epoch: 1, position: 12 },
  ]);
  expect(parsePositions('tasks=1.9,tasks=2.3,tasks=1.12')).toEqual([{ service: 'tasks', epoch: 2, position: 3 }]);
});

test.each([
  '',
  'tasks',
  'tasks=1',
  'tasks=1.',
  'tasks=0.1',
  'tasks=1.-1',
  'tasks=1.1e3',
  '1.2',
  'tasks=1.2;',
  'tasks=1.2,',
  `tasks=1.${'9'.repeat(30)}`,
  Array(30).fill('tasks=1.2').join(),
])('%j is refused', (header) => {
  expect(() => parsePositions(header)).toThrow(
    expect.objectContaining({ kind: 'invalid', code: 'invalid-position', field: 'Aviary-Position' }),
  );
});
