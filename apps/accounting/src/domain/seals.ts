import { addDays, conflict, type Day, dayOf, type Decider, type Fact, minutesOf } from '#libs/kernel';

/** Up to which day nothing more can be entered, and at which moment (epoch milliseconds) that was said. */
export type SealFact = Fact<'BillingCycleSealed', { through: Day; at: number }>;

export interface Seals {
  readonly through: Day | null;
}

export interface Seal {
  readonly through: Day;
  readonly at: number;
}

/** The stream that every entry guards, so that none can slip into a cycle that is being closed. */
export const SEALS_STREAM = 'seals';

export const seals: Decider<Seals, Seal, SealFact> = {
  initialState: { through: null },
  evolve: ({ through }, { body }) => ({ through: through === null || body.through > through ? body.through : through }),
  decide({ through, at }, state) {
    if (state.through !== null && through <= state.through)
      throw conflict('already-sealed', `The cycles through ${state.through} are sealed already.`);
    return [{ event: 'BillingCycleSealed', body: { through, at } }];
  },
};

/** What of a tenant's settings decides about days. */
export interface Calendar {
  readonly timeZone: string;
  /** `HH:MM` at which one day ends and the next begins. */
  readonly closingTime: string;
}

/** The business day of a moment (epoch milliseconds). */
export const businessDay = (at: number, { timeZone, closingTime }: Calendar): Day =>
  dayOf(at, timeZone, minutesOf(closingTime));

/** The cycle for an entry: the day on which its cause occurred or, if that is sealed, the earliest open one. */
export function cycleFor(occurredAt: number, calendar: Calendar, { through }: Seals): Day {
  const day = businessDay(occurredAt, calendar);
  return through !== null && day <= through ? addDays(through, 1) : day;
}
