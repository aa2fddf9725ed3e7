import { type NewEvent } from '#libs/event-store';

/*
 * The history that is folded: entries of a ledger, whose n-th is always the same, so that what a fold has to come to can be
 * reckoned without it.
 */

export const SERVICE = 'accounting';
/** The other side of each entry. */
export const COMPANY = 'company';
const PEOPLE = 10_000;
/** Coprime to the number of people, so that everybody has their turn, and neighbours in the log are no neighbours in a table. */
const STRIDE = 7_919;

/** An entry, by its number in the log from 1. */
export interface Entry {
  readonly event: 'AssignmentFeeCharged' | 'CompletionRewardCredited';
  readonly body: {
    readonly entryId: string;
    readonly taskId: string;
    readonly projectId: string | null;
    readonly assigneeId: string;
    readonly from: string;
    readonly to: string;
    /** Minor units. */
    readonly amount: number;
    readonly asset: string;
    readonly cycle: string;
    readonly causeEventId: string;
  };
}

const uuid = (kind: number, n: number): string => `${kind}0000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;

/** The account that the n-th entry is about, and what comes onto it (minor units; negative is a charge). */
function movement(n: number): { readonly person: string; readonly effect: number } {
  const effect = n % 2 === 0 ? 20 + (n % 21) : -10 - (n % 11);
  return { person: uuid(1, (n * STRIDE) % PEOPLE), effect };
}

export function entryAt(n: number): Entry {
  const { person, effect } = movement(n);
  const account = `employee:${person}`;
  const [from, to] = effect > 0 ? [COMPANY, account] : [account, COMPANY];
  return {
    event: effect > 0 ? 'CompletionRewardCredited' : 'AssignmentFeeCharged',
    body: {
      ...{ entryId: uuid(2, n), taskId: uuid(3, n >> 1), projectId: uuid(4, n % 50), assigneeId: person, from, to },
      ...{ amount: Math.abs(effect), asset: 'POP', cycle: '2026-11-20', causeEventId: uuid(5, n) },
    },
  };
}

/** The same as the ledger appends it. */
export function newEntry(n: number): NewEvent {
  const { event, body } = entryAt(n);
  return { streamId: `account:${body.assigneeId}`, event, body };
}

/** What everybody has after so many entries, by account. */
export function balancesAfter(entries: number): Map<string, number> {
  const balances = new Map<string, number>();
  for (let n = 1; n <= entries; n += 1) {
    const { person, effect } = movement(n);
    const account = `employee:${person}`;
    balances.set(account, (balances.get(account) ?? 0) + effect);
  }
  return balances;
}

/** @throws Error naming the contender unless these are the balances after so many entries */
export function assertBalances(
  who: string,
  found: Iterable<{ readonly account: string; readonly balance: number | string }>,
  entries: number,
): void {
  const expected = balancesAfter(entries);
  let rows = 0;
  for (const { account, balance } of found) {
    rows += 1;
    if (expected.get(account) !== Number(balance))
      throw new Error(`${who} has folded ${entries} events; ${account} has ${balance}, not ${expected.get(account)}.`);
  }
  if (rows !== expected.size)
    throw new Error(`${who} has ${rows} accounts after ${entries} events, not ${expected.size}.`);
}
