import { test } from '@jest/globals';
import { projectionSpec } from '#libs/testing';
import { departmentIdOf } from '../../domain/department.js';
import { departments } from './departments.projection.js';

test('each department has a row', () => {
  const [seeds, nuts] = ['Seeds', 'Nuts'].map((name) => ({ departmentId: departmentIdOf('popug', name), name }));
  if (!seeds || !nuts) throw new Error('two names, two departments');
  projectionSpec(departments)
    .given({ event: 'DepartmentDefined', body: seeds }, { event: 'DepartmentDefined', body: nuts })
    .then([seeds, nuts]);
});
