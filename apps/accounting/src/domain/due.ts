import { addDays, type Day, invalid } from '#libs/kernel';
import { businessDay, type Calendar } from './seals.js';

export interface ClosingState {
  /** The first day on which money moved, null before. */
  readonly firstDay: Day | null;
  readonly lastClosed: Day | null;
  /** Up to which day nothing more can be entered. */
  readonly sealed: Day | null;
  readonly importOpen: boolean;
}

/**
 * The day through which the clock should close now, or null when nothing is due: what is sealed and not closed; else
 * yesterday, unless it is closed, or
 * nothing ever happened, or an import is telling of the past, or the tenant has not switched the clock on.
 */
export function dueThrough(
  now: number,
  settings: Calendar & { readonly cyclesOn: boolean },
  { firstDay, lastClosed, sealed, importOpen }: ClosingState,
): Day | null {
  // A close that did not get to its end: people wait for their money.
  if (firstDay !== null && sealed !== null && (lastClosed === null || sealed > lastClosed)) return sealed;
  if (!settings.cyclesOn || importOpen || firstDay === null) return null;
  const yesterday = addDays(businessDay(now, settings), -1);
  if (firstDay > yesterday || (lastClosed !== null && lastClosed >= yesterday)) return null;
  return yesterday;
}

/**
 * The last day to close: yesterday unless named, the running day at the latest.
 *
 * @throws DomainError `day-not-over` naming the field `through`
 */
export function closingDay(calendar: Calendar, now: number, wanted?: Day): Day {
  const today = businessDay(now, calendar);
  const through = wanted ?? addDays(today, -1);
  if (through > today)
    throw invalid('day-not-over', `A cycle can be closed through today, ${today}, at the latest.`, {
      field: 'through',
    });
  return through;
}
