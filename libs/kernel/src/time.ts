/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

export const DAY_MS = 86_400_000;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  let found = formatters.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(zone, found);
  }
  return found;
}

/** The wall clock of a zone, written as if it were UTC (epoch milliseconds). */
function wallClock(at: number, zone: string): number {
  // Most tenants live by it, and asking the formatter takes five microseconds, some thirty times for the start of a day.
  if (zone === 'UTC') return at;
  const part: Record<string, number> = {};
  for (const { type, value } of formatter(zone).formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((at % 1000) + 1000) % 1000);
}

/** Whether the text names a day that exists (`2024-02-30` does not). */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  // Every month has these; the rest of this takes ten times as long.
  const [month, day] = [text.slice(5, 7), text.slice(8)];
  if (month >= '01' && month <= '12' && day >= '01' && day <= '28') return true;
  const at = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** Whether the runtime knows the IANA time zone. */
export function isTimeZone(zone: string): boolean {
  try {
    return formatter(zone) !== undefined;
  } catch {
    return false;
  }
}

/**
 * @param days may be negative
 * @throws RangeError outside of the years 0 to 9999, which `YYYY-MM-DD` cannot write
 */
export function addDays(day: Day, days: number): Day {
  const sum = new Date(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10);
  if (!DAY.test(sum)) throw new RangeError(`${days} days from ${day} is no day that can be written.`);
  return sum;
}

/** Every day from `from` to `to`, both included; none if `to` is earlier. */
export function* daysBetween(from: Day, to: Day): Generator<Day> {
  for (let day = from; day <= to; day = addDays(day, 1)) yield day;
}

/**
 * The business day in which a moment lies.
 *
 * @param at epoch milliseconds
 * @param closing minutes after midnight at which one day ends and the next begins (0: midnight)
 */
export function dayOf(at: number, zone: string, closing = 0): Day {
  return new Date(wallClock(at, zone) - closing * 60_000).toISOString().slice(0, 10);
}

/**
 * The first moment of a business day, in epoch milliseconds. Where a change of the clocks leaves that wall time out,
 * the first moment after the gap; where it comes twice, the first of the two.
 */
export function startOfDay(day: Day, zone: string, closing = 0): number {
  const wanted = Date.parse(`${day}T00:00:00.000Z`) + closing * 60_000;
  // The offset lies within ±14 h; whatever the day does, its start is the earliest moment whose day is not before it.
  let low = wanted - 15 * 3_600_000;
  let high = wanted + 15 * 3_600_000;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (wallClock(middle, zone) >= wanted) high = middle;
    else low = middle + 1;
  }
  return high;
}

/** `HH:MM` as minutes after midnight. */
export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

/** The Monday of the ISO week in which a day lies. */
export function mondayOf(day: Day): Day {
  const weekday = (new Date(`${day}T00:00:00.000Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

/** The first day of a day's month. */
export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}
