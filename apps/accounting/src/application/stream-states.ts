import { type StreamStates } from '#libs/http';
import { accountCycles } from '../projections/account-cycles/account-cycles.projection.js';
import { accounts } from '../projections/accounts/accounts.projection.js';

type EntryEvents = Parameters<typeof accounts.fold>[1];

/** What an employee's account was: its balance, and what it is made of, by the folds of the views that show it. */
export const streamStates: StreamStates = {
  employee(events) {
    const entries = [...(events as EntryEvents)];
    // An entry moves another account as well, of which this stream does not know the whole.
    const own = accounts.fold([], entries).upserts.find(({ account }) => account === events[0]?.meta.streamId);
    if (!own) return null;
    const cycles = accountCycles.fold([], entries).upserts;
    const total = (of: 'fees' | 'rewards' | 'payouts' | 'other') => cycles.reduce((sum, cycle) => sum + cycle[of], 0);
    const made = { fees: total('fees'), rewards: total('rewards'), payouts: total('payouts'), other: total('other') };
    return { account: own.account, asset: own.asset, balance: own.balance, ...made };
  },
};
