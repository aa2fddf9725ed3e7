import { conflict } from '#libs/kernel';

/**
 * A source of chance: a whole number from `from` to `to`, both included, each equally likely. It is handed in, so that
 * what is decided with it stays pure.
 */
export type Chance = (from: number, to: number) => number;

/** From 1 on, whole minor units: fees and rewards are drawn from such ranges. */
export interface DrawRanges {
  readonly feeMin: number;
  readonly feeMax: number;
  readonly rewardMin: number;
  readonly rewardMax: number;
}

/** The fee and the reward of a task, drawn once for its whole life. */
export function drawTerms(ranges: DrawRanges, chance: Chance): { assignmentFee: number; completionReward: number } {
  return {
    assignmentFee: chance(ranges.feeMin, ranges.feeMax),
    completionReward: chance(ranges.rewardMin, ranges.rewardMax),
  };
}

/**
 * One of the candidates, each equally likely, and how it came: `3/12` is the third of twelve.
 *
 * @throws DomainError `no-eligible-assignee` when there is none
 */
export function drawAssignee(candidates: readonly string[], chance: Chance): { assigneeId: string; draw: string } {
  if (candidates.length === 0) throw noEligibleAssignee();
  const place = chance(1, candidates.length);
  return { assigneeId: candidates[place - 1] as string, draw: `${place}/${candidates.length}` };
}

const noEligibleAssignee = () =>
  conflict(
    'no-eligible-assignee',
    'Nobody can be given tasks: no active person has the permission tasks.can_be_assigned.',
  );
