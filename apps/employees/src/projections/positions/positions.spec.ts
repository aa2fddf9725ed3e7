import { test } from '@jest/globals';
import { projectionSpec } from '#libs/testing';
import { positionIdOf } from '../../domain/position.js';
import { positions } from './positions.projection.js';

test('each position has a row', () => {
  const [developer, manager] = ['Developer', 'Manager'].map((title) => ({
    positionId: positionIdOf('popug', title),
    title,
  }));
  if (!developer || !manager) throw new Error('two titles, two positions');
  projectionSpec(positions)
    .given({ event: 'PositionDefined', body: developer }, { event: 'PositionDefined', body: manager })
    .then([developer, manager]);
});
