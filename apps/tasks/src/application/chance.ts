import { createHash, randomInt } from 'node:crypto';
import { type Chance } from '../domain/draw.js';

/** The chance that decides about people's money: the operating system's, which nobody can foresee. */
export const trueChance: Chance = (from, to) => randomInt(from, to + 1);

/**
 * The chance of imports: drawn from a name, so that importing the same row again draws the same. Each call moves on by
 * one; the modulo's bias is below 2^-40 for the ranges in use.
 */
export function derivedChance(...name: readonly string[]): Chance {
  let turn = 0;
  return (from, to) => {
    const hash = createHash('sha256')
      .update([...name, turn].join('\0'))
      .digest();
    turn += 1;
    return from + (hash.readUIntBE(0, 6) % (to - from + 1));
  };
}
