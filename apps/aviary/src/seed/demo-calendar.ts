import { addDays, type Day, DAY_MS, uuidv5 } from '#libs/kernel';

const HOUR_MS = 3_600_000;
const [OPENS, CLOSES] = [9, 18];

/** A number from 0 to 1 that is always the same for a name. */
export function share(...name: (string | number)[]): number {
  return Number.parseInt(uuidv5(...name).slice(0, 8), 16) / 0x1_0000_0000;
}

/** The demo company's day of a moment. It lives by UTC, as every tenant does that has not set a time zone. */
export const demoDay = (moment: number): Day => new Date(moment).toISOString().slice(0, 10);

/** A moment of one of the demo company's days, epoch milliseconds. */
export const at = (day: Day, hour = 0): number => Date.parse(day) + hour * HOUR_MS;

/** Days since 1970, by which everything in the demo company's history is drawn. */
export const numberOf = (day: Day): number => at(day) / DAY_MS;

export const isWeekend = (day: Day): boolean => [0, 6].includes(new Date(at(day)).getUTCDay());

/** The last working day up to a day, that day included. */
export const workingDayUpTo = (day: Day): Day => (isWeekend(day) ? workingDayUpTo(addDays(day, -1)) : day);

/** So many working days before a day. */
export const workingDaysBefore = (day: Day, count: number): Day =>
  count === 0 ? day : workingDaysBefore(workingDayUpTo(addDays(day, -1)), count - 1);

/** The moment at which so many hours of work are done: from nine to six, not on weekends. */
export function afterWork(from: number, hours: number): number {
  let [moment, left] = [from, hours * HOUR_MS];
  for (;;) {
    const day = demoDay(moment);
    const [opens, closes] = [at(day, OPENS), at(day, CLOSES)];
    const begins = Math.max(moment, opens);
    if (!isWeekend(day) && begins + left < closes) return Math.floor(begins + left);
    if (!isWeekend(day)) left -= Math.max(0, closes - begins);
    moment = at(addDays(day, 1));
  }
}
