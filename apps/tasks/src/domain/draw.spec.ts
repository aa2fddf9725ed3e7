import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '#libs/kernel';
import { type Chance, drawAssignee, drawTerms } from './draw.js';

const lowest: Chance = (from) => from;
const highest: Chance = (_, to) => to;
const ranges = { feeMin: 10, feeMax: 20, rewardMin: 20, rewardMax: 40 };

test('terms lie within the ranges, both ends included', () => {
  expect(drawTerms(ranges, lowest)).toEqual({ assignmentFee: 10, completionReward: 20 });
  expect(drawTerms(ranges, highest)).toEqual({ assignmentFee: 20, completionReward: 40 });
});

test('a draw says which of how many it was', () => {
  expect(drawAssignee(['a', 'b', 'c'], lowest)).toEqual({ assigneeId: 'a', draw: '1/3' });
  expect(drawAssignee(['a', 'b', 'c'], highest)).toEqual({ assigneeId: 'c', draw: '3/3' });
});

test('only candidates are drawn, whatever chance says', () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { minLength: 1 }), fc.nat(), (candidates, luck) => {
      const chance: Chance = (from, to) => from + (luck % (to - from + 1));
      expect(candidates).toContain(drawAssignee(candidates, chance).assigneeId);
    }),
  );
});

test('with nobody to draw there is no draw', () => {
  expect(() => drawAssignee([], lowest)).toThrow(DomainError);
});
