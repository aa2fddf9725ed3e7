/**
 * `AVIARY_FAULTS=full` runs everything, often and long, and the mutants; `every` runs every fault as often as the short set
 * would. By default the short set is run, which is part of `npm test`.
 */
const SET = process.env['AVIARY_FAULTS'];
export const FULL = SET === 'full';
export const EVERY = FULL || SET === 'every';

/**
 * How often, or for how long: in the full set, or in the short one and while a mutant is tried; a variable of the given name
 * settles it otherwise.
 */
export function size(
  variable: `AVIARY_FAULTS_${string}`,
  set: { readonly short: number; readonly full: number },
): (world: { readonly brief: boolean }) => number {
  const told = process.env[variable];
  return ({ brief }) => (told === undefined ? set[brief ? 'short' : 'full'] : Number(told));
}
