import { createHash, randomInt } from 'node:crypto';

/** Chance that comes again with the same seed. */
export interface Chance {
  /** From `least` to `most`, both included. */
  whole(least: number, most: number): number;
  oneOf<T>(items: readonly T[]): T;
}

/** Of this run: given by AVIARY_FAULTS_SEED, or drawn. */
export const SEED = Number(process.env['AVIARY_FAULTS_SEED'] ?? randomInt(1, 1_000_000));

/**
 * The chance of one fault; the same whether it is run alone or among others. (A run is not the same to the letter: when a
 * process is killed depends on the machine. What is drawn is.)
 */
export function chanceOf(name: string, seed = SEED): Chance {
  let state = createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE();
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return { whole, oneOf: (items) => items[whole(0, items.length - 1)] as (typeof items)[number] };
}
