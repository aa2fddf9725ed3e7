import { describe, expect, test } from '@jest/globals';
import { deciderSpec } from '#libs/testing';
import { department, departmentIdOf } from './department.js';
import { position, positionIdOf } from './position.js';

const positionId = positionIdOf('popug', 'Developer');
const departmentId = departmentIdOf('popug', 'Seeds');

describe('a position', () => {
  const defined = { event: 'PositionDefined', body: { positionId, title: 'Developer' } } as const;
  test('is defined', () => deciderSpec(position).when({ positionId, title: 'Developer' }).then(defined));
  test('once', () => deciderSpec(position).given(defined).when({ positionId, title: 'Developer' }).then());
});

describe('a department', () => {
  const defined = { event: 'DepartmentDefined', body: { departmentId, name: 'Seeds' } } as const;
  test('is defined', () => deciderSpec(department).when({ departmentId, name: 'Seeds' }).then(defined));
  test('once', () => deciderSpec(department).given(defined).when({ departmentId, name: 'Seeds' }).then());
});

test('an id follows from tenant, kind and name', () => {
  expect(positionIdOf('popug', 'Developer')).toBe(positionId);
  const ids = [positionId, positionIdOf('acme', 'Developer'), positionIdOf('popug', 'Seeds'), departmentId];
  expect(new Set(ids).size).toBe(ids.length);
});
