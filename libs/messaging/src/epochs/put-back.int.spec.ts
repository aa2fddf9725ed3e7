import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RecordedEvent } from '#libs/kernel';
import { CheckRegistry, type CheckReport } from '#libs/platform';
import { testDatabase, until } from '#libs/testing';
import { type Backup, backUp, dropBackups } from '../fixtures/backup.js';
import { projects } from '../fixtures/facts.js';
import { Ledger } from '../fixtures/ledger.js';
import { Interference, PayoutsReactor } from '../fixtures/payouts.reactor.js';
import { type RunningService, services } from '../fixtures/service.js';
import { LogCustody } from './log-custody.js';
import { VoidCauses } from './void-causes.js';

const instances = services();
// Before the database's own afterAll, which drops the roles that the copies refer to.
afterAll(() => dropBackups(database));
const database = testDatabase({ partition: 9 });
const { tenant } = database;
const WAIT = { timeout: 120_000 };

/** Two services of one tenant: accounting reads the topic of tasks, keeps a book of it, and answers to it. */
interface Pair {
  readonly tasks: RunningService;
  readonly accounting: RunningService;
  readonly ledger: Ledger;
  /** What tasks has of its own log. */
  readonly own: Ledger;
}
let pair: Pair | undefined;
let backup: Backup;
/** The ids of the events that are lost with the restore. */
let lost: ReadonlySet<string>;
/** The epochs that they are of. */
let epochs: { readonly tasks: number; readonly accounting: number };

async function start(): Promise<Pair> {
  let ledger: Ledger | undefined;
  const [controllers, providers] = [[PayoutsReactor], [Interference]];
  const subscribers = (databases: RunningService['databases']) => [(ledger = new Ledger(databases, 'tasks'))];
  const accounting = await instances.start('accounting', { tenants: [tenant], controllers, providers, subscribers });
  let own: Ledger | undefined;
  const tasks = await instances.start('tasks', {
    tenants: [tenant],
    subscribers: (databases) => [(own = new Ledger(databases, 'tasks', new Set(['ProjectCreated']), 'spec.own'))],
  });
  pair = { tasks, accounting, ledger: ledger as Ledger, own: own as Ledger };
  return pair;
}

async function stop(): Promise<void> {
  await Promise.all([pair?.tasks.close(), pair?.accounting.close()]);
  pair = undefined;
}

const all = (service: RunningService): Promise<RecordedEvent[]> => service.log.read(tenant, 0, 10_000);
const projectsOf = async ({ tasks }: Pair) => (await all(tasks)).filter(({ event }) => event === 'ProjectCreated');
const payoutsOf = async ({ accounting }: Pair) =>
  (await all(accounting)).filter(({ event }) => event === 'PayoutIssued');
const idsOf = (events: readonly RecordedEvent[]) => new Set(events.map(({ meta }) => meta.eventId));
const causesOf = (events: readonly RecordedEvent[]) => new Set(events.map(({ meta }) => meta.causationId));
const positionsOf = (events: readonly RecordedEvent[]) => events.map(({ meta }) => meta.position);

/** Until accounting has taken all that is in the log of tasks, and nothing else. */
async function agreed(running: Pair): Promise<void> {
  const what = 'accounting at the end of the log of tasks';
  await until(
    async () => {
      const [own, seen, payouts] = [
        await projectsOf(running),
        await running.ledger.seen(tenant),
        await payoutsOf(running),
      ];
      return seen.join() === positionsOf(own).join() && payouts.length >= own.length;
    },
    { what, ...WAIT },
  );
}

/** Both logs are in their topics, as far as they are not void. */
async function topicsAreRight({ tasks, accounting }: Pair): Promise<void> {
  for (const service of [tasks, accounting]) {
    const check = async (): Promise<CheckReport | undefined> => service.app.get(CheckRegistry).find('topics')?.(tenant);
    expect(await until(check, { what: 'a report of the topic', ...WAIT })).toMatchObject({ wrong: null });
    expect(await service.log.verifyChain(tenant)).not.toHaveProperty('broken');
  }
}

/** Five projects, which a copy is made of; then four more, which are lost with it, though everybody has seen them. */
beforeEach(async () => {
  const first = await start();
  await first.tasks.log.append(tenant, projects(5));
  await agreed(first);
  await shipped(first);
  await stop();
  backup = await backUp(database, `spec.${tenant}.`);
  const second = await start();
  const before = idsOf(await projectsOf(second));
  await second.tasks.log.append(tenant, projects(4));
  await agreed(second);
  lost = idsOf((await projectsOf(second)).filter(({ meta }) => !before.has(meta.eventId)));
  expect(await voidAmong(second, lost)).toEqual(new Set());
  await shipped(second);
  epochs = { tasks: await epochOf(second.tasks), accounting: await epochOf(second.accounting) };
  await stop();
}, 300_000);
afterEach(stop, 60_000);
async function shipped({ tasks, accounting }: Pair): Promise<void> {
  for (const { log } of [tasks, accounting])
    await until(
      async () => {
        const [head, progress] = [await log.head(tenant), await log.relayProgress(tenant)];
        return progress.position === head.position && progress.life === progress.comparedLife;
      },
      { what: `the log of ${log.service} shipped`, ...WAIT },
    );
}

/** Which of these events of tasks do not stand. Asked again while a broker that has just started refuses. */
const voidAmong = ({ accounting }: Pair, ids: Iterable<string>): Promise<ReadonlySet<string>> =>
  until(async () => await accounting.app.get(VoidCauses).among(tenant, 'tasks', ids), { what: 'an answer', ...WAIT });

const epochOf = async ({ log }: RunningService): Promise<number> => (await log.head(tenant)).epoch;

describe.each([
  ['a tenant’s database', false],
  ['the whole server, control database included,', true],
])('%s was put back to yesterday', (_, control) => {
  it('goes on in a new epoch, and nobody takes what is void', async () => {
    await backup.restore();
    if (control) await backup.restoreControl();
    const running = await start();
    const { tasks, accounting } = running;
    // Before anybody has looked, most likely: it must not matter.
    await tasks.log.append(tenant, projects(3));
    await until(async () => (await epochOf(tasks)) > epochs.tasks, { what: 'a new epoch of tasks', ...WAIT });
    await until(async () => (await epochOf(accounting)) > epochs.accounting, { what: 'one of accounting', ...WAIT });
    await tasks.log.append(tenant, projects(2));
    await agreed(running);
    const own = await projectsOf(running);
    const payouts = await payoutsOf(running);
    expect(causesOf(payouts)).toEqual(idsOf(own));
    expect(payouts).toHaveLength(own.length);
    expect(await voidAmong(running, [...idsOf(own), ...lost])).toEqual(lost);
    await shipped(running);
    await topicsAreRight(running);
  }, 300_000);
});

describe('a database that is put back under running services', () => {
  it('is noticed by all who knew better, also by those who read their own log', async () => {
    const running = await start();
    const { tasks, accounting } = running;
    const { own } = running;
    await shipped(running);
    await until(async () => (await own.seen(tenant)).length === (await projectsOf(running)).length, {
      ...{ what: 'the own log read', ...WAIT },
    });
    const before = await epochOf(tasks);
    await backup.restore();
    await until(async () => (await epochOf(tasks)) > before, { what: 'a new epoch of tasks', ...WAIT });
    await tasks.log.append(tenant, projects(2));
    await agreed(running);
    const positions = positionsOf(await projectsOf(running));
    const read = async () => (await own.seen(tenant)).join() === positions.join();
    await until(read, { what: 'the own log read again', ...WAIT });
    await shipped(running);
    await topicsAreRight({ ...running, accounting });
  }, 300_000);
});

describe('a log that was put back to where it was', () => {
  it('opens no epoch, and whoever had read further reads on', async () => {
    const first = await start();
    await shipped(first);
    await first.accounting.close();
    await first.tasks.log.append(tenant, projects(2));
    await until(
      async () =>
        (await first.tasks.log.relayProgress(tenant)).position === (await first.tasks.log.head(tenant)).position,
      {
        ...{ what: 'the log of tasks shipped', ...WAIT },
      },
    );
    await stop();
    const now = await backUp(database, `spec.${tenant}.`);
    // Accounting reads on, after the copy was made, and does not know of it any more when that is put back.
    await agreed(await start());
    await stop();
    await now.restore();
    const running = await start();
    await agreed(running);
    expect(await epochOf(running.tasks)).toEqual(epochs.tasks);
    await topicsAreRight(running);
  }, 300_000);
});

describe('a restore that cannot be noticed', () => {
  it('is told by hand, and what was taken of it is taken back', async () => {
    await backup.restore();
    // As if nothing had happened: the database says that it was compared, and nobody else remembers.
    const lives = ['tasks', 'accounting'].map((each) => `UPDATE ${each}_log.relay SET life = ${each}_log.life()`);
    await database.asSuperuser((client) => client.query(lives.join(';')));
    const running = await start();
    const { tasks, accounting } = running;
    await accounting.control.pool.query('DELETE FROM control.witnesses WHERE tenant = $1', [tenant]);
    await tasks.log.append(tenant, projects(3));
    await agreed(running);
    const after = await epochOf(tasks);
    const custody = tasks.app.get(LogCustody);
    const opened = await custody.open(tenant, { after, actor: 'system:spec' });
    expect(opened).toMatchObject({ opened: true });
    const again = await custody.open(tenant, { after, actor: 'system:spec' });
    expect(again).toMatchObject({ opened: false, epoch: opened.epoch });
    await tasks.log.append(tenant, projects(1));
    await agreed(running);
    expect(causesOf(await payoutsOf(running))).toEqual(idsOf(await projectsOf(running)));
    await shipped(running);
    await topicsAreRight({ ...running, accounting: tasks });
  }, 300_000);
});
