import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { addDays } from '#libs/kernel';
import { api, type Client } from '#libs/testing';
import { python } from '#tools/parts';
import { DEMO_PASSWORD } from '../../apps/aviary/src/seed/demo-people.js';
import { servicesOf } from './installation.js';
import { readParts } from './parts-record.js';
import { everything } from './people.js';

interface Cycle {
  readonly cycle: string;
  readonly fees: number;
  readonly rewards: number;
  readonly payouts: number;
}

/** A company in numbers: amounts in whole minor units, days as `YYYY-MM-DD`. */
export interface Recount {
  /** The last day whose cycle is closed. */
  readonly through: string | null;
  readonly tasks: { readonly created: number; readonly completed: number };
  readonly assignments: number;
  readonly projects: number;
  readonly people: number;
  /** By person, of everybody who ever had an entry. */
  readonly balances: Readonly<Record<string, number>>;
  /** In order of cycle and person. */
  readonly payouts: readonly { readonly cycle: string; readonly employeeId: string; readonly amount: number }[];
  /** The closed ones, in order. */
  readonly cycles: readonly Cycle[];
  /** What management earned, by each day on which something moved. */
  readonly days: Readonly<Record<string, number>>;
}

const SCRIPT = path.resolve('test/support/recount.py');

/**
 * What the topics say of a tenant, counted by Python's confluent-kafka and fastavro by rules of its own.
 *
 * @returns undefined, and says why, where there is no Python to be had
 */
export async function recount(home: string, tenant: string): Promise<Recount | undefined> {
  const found = await python();
  if ('missing' in found) {
    process.stderr.write(`not counted anew: ${found.missing}\n`);
    return undefined;
  }
  const { kafka, registry } = readParts(home);
  const { stdout } = await promisify(execFile)(found.executable, [SCRIPT, kafka.bootstrap, registry.url, tenant], {
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Recount;
}

interface Entry {
  readonly account: string;
  readonly cycle: string;
  readonly reason: string;
  readonly amount: number;
  readonly balance: number;
}

/** The same as the services answer it, asked of each of them itself; analytics must say the same of days as accounting. */
export async function told(home: string, tenant: string): Promise<Recount> {
  const services = servicesOf(home);
  const { headers } = await api(services['auth'] ?? '')
    .forTenant(tenant)
    .login('admin', DEMO_PASSWORD);
  const at = (service: string): Client => api(services[service] ?? '').with(headers);
  const list = async <Item>(service: string, where: string) => await everything<Item>(at(service), where);
  const entries = await list<Entry>('accounting', '/api/accounting/entries');
  const cycles = await list<Cycle & { status: string }>('accounting', '/api/accounting/cycles');
  const tasks = await list<{ status: string }>('tasks', '/api/tasks');
  const closed = cycles
    .filter(({ status }) => status === 'closed')
    .map(({ cycle, fees, rewards, payouts }) => ({ cycle, fees, rewards, payouts }))
    .sort((a, b) => (a.cycle < b.cycle ? -1 : 1));
  return {
    through: closed.at(-1)?.cycle ?? null,
    tasks: { created: tasks.length, completed: tasks.filter(({ status }) => status === 'completed').length },
    assignments: entries.filter(({ reason }) => reason === 'assignment').length,
    projects: (await list('tasks', '/api/projects')).length,
    people: (await list('auth', '/api/users')).length,
    ...ledgerOf(entries),
    cycles: closed,
    days: await daysOf(at, cycles),
  };
}

/** Entries come newest first: the first of an account tells its balance. */
function ledgerOf(entries: readonly Entry[]): Pick<Recount, 'balances' | 'payouts'> {
  const personOf = ({ account }: Entry): string => account.replace(/^employee:/, '');
  const balances: Record<string, number> = {};
  for (const entry of entries) balances[personOf(entry)] ??= entry.balance;
  const payouts = entries
    .filter(({ reason }) => reason === 'payout')
    .map((entry) => ({ cycle: entry.cycle, employeeId: personOf(entry), amount: -entry.amount }))
    .sort((a, b) => (`${a.cycle}${a.employeeId}` < `${b.cycle}${b.employeeId}` ? -1 : 1));
  return { balances, payouts };
}

const LONGEST_RANGE_DAYS = 366;

async function daysOf(at: (service: string) => Client, cycles: readonly Cycle[]): Promise<Record<string, number>> {
  const all = cycles.map(({ cycle }) => cycle).sort();
  const [first = '', last = ''] = [all[0], all.at(-1)];
  const days: Record<string, number> = {};
  for (let from = first; from !== '' && from <= last; from = addDays(from, LONGEST_RANGE_DAYS)) {
    const range = `from=${from}&to=${[addDays(from, LONGEST_RANGE_DAYS - 1), last].sort()[0]}`;
    const { body: ours } = await at('accounting').get(`/api/accounting/management/earnings?${range}`);
    const { body: theirs } = await at('analytics').get(`/api/analytics/earnings?${range}`);
    if (JSON.stringify(ours) !== JSON.stringify(theirs))
      throw new Error(`accounting and analytics disagree on ${range}: ${JSON.stringify({ ours, theirs })}`);
    for (const { day, fees, rewards, earnings } of (ours as { days: (Record<string, number> & { day: string })[] })
      .days)
      if (fees !== 0 || rewards !== 0) days[day] = earnings ?? 0;
  }
  return days;
}
