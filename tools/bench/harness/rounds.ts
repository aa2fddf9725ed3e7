import { type Contender, type Load } from './types.js';

/** Seconds of the round before the first, at most: connections, compiled code and plans are there when it counts. */
const WARM_UP = 1;

/**
 * Measures all contenders in each round, so that whatever else the machine does meets them alike. The order is another one
 * in each round: nobody always comes after the same one.
 *
 * @returns their rates by name, one per round
 * @throws what a contender's check has found; Error if one has done nothing, since then there is no ratio
 */
export async function interleave(
  contenders: ReadonlyMap<string, Contender>,
  load: Load,
  rounds: number,
): Promise<Map<string, number[]>> {
  const rates = new Map([...contenders.keys()].map((name): [string, number[]] => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    const seconds = round === 0 ? Math.min(WARM_UP, load.seconds) : load.seconds;
    for (const [name, contender] of rotated([...contenders], round)) {
      const rate = await contender.measure({ ...load, seconds });
      await contender.check();
      if (round === 0) continue;
      if (rate === 0) throw new Error(`${name} has done nothing in ${seconds} s. Measure for longer (--seconds).`);
      rates.get(name)?.push(rate);
    }
  }
  return rates;
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
