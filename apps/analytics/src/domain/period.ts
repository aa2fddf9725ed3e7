import { addDays, type Day, firstOfMonth, mondayOf } from '#libs/kernel';

export type Period = 'day' | 'week' | 'month';

/** From the first to the last day, both included. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** The day, ISO week (Monday to Sunday) or month in which a day lies. */
export function rangeOf(period: Period, at: Day): DayRange {
  switch (period) {
    case 'day':
      return { from: at, to: at };
    case 'week':
      return { from: mondayOf(at), to: addDays(mondayOf(at), 6) };
    case 'month': {
      const from = firstOfMonth(at);
      return { from, to: addDays(firstOfMonth(addDays(from, 31)), -1) };
    }
  }
}
