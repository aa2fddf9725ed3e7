import { beforeAll, describe, expect, it } from '@jest/globals';
import { encodeBody, encodeMeta, frame } from '#libs/contracts';
import { type RecordedEvent, uuidv7 } from '#libs/kernel';
import { testDatabase, until } from '#libs/testing';
import { projects, upTo } from '../fixtures/facts.js';
import { Ledger } from '../fixtures/ledger.js';
import { services, type RunningService } from '../fixtures/service.js';
import { produce } from '../fixtures/topic.js';
import { CursorStore } from './cursor-store.js';

const PARTITION = 7;
const TOPIC = 'aviary.tasks';
const instances = services();
const troubled = testDatabase({ partition: PARTITION });
const sound = testDatabase({ partition: PARTITION });
const tenants = [troubled.tenant, sound.tenant];
const group = uuidv7();
let tasks: RunningService;
let analytics: RunningService;
let ledger: Ledger;

beforeAll(async () => {
  const settings = { patienceMs: 500, reshipMs: 500, longestRestMs: 1_000 };
  tasks = await instances.start('tasks', { tenants });
  analytics = await instances.start('analytics', {
    ...{ tenants, group, settings },
    subscribers: (databases) => [(ledger = new Ledger(databases, 'tasks'))],
  });
}, 300_000);

async function record(tenant: string, count: number): Promise<number> {
  const outcome = await tasks.log.append(tenant, projects(count));
  if (outcome.outcome !== 'appended') throw new Error(outcome.outcome);
  return outcome.position;
}

async function taken(tenant: string, position: number): Promise<void> {
  await until(async () => (await ledger.checkpoint(tenant)).position >= position, {
    what: `${tenant} at ${position}`,
    timeout: 60_000,
  });
}

type Row = { subscriber: string; tenant: string; state: string; reason: string };
async function rows(): Promise<Row[]> {
  return ((await analytics.status.report()).consumers ?? []) as Row[];
}

const inState = (state: string) =>
  until(async () => (await rows()).find((row) => row.tenant === troubled.tenant && row.state === state), {
    what: `the tenant in state ${state}`,
  });

async function everybodyBack(): Promise<void> {
  await until(
    async () => (await rows()).filter(({ tenant }) => tenants.includes(tenant)).every(({ state }) => state === 'live'),
    {
      what: 'nobody behind',
      timeout: 60_000,
    },
  );
  await until(async () => (await behind()) === 0, { what: 'no rows of stragglers' });
}

async function behind(): Promise<number> {
  const { rowCount } = await analytics.control.pool.query(
    'SELECT FROM control.behind WHERE starts_with(consumer, $1)',
    [group],
  );
  return rowCount ?? 0;
}

/** Nobody is lost on the way: all is seen, once, in order. */
async function complete(tenant: string): Promise<void> {
  const last = await record(tenant, 5);
  await taken(tenant, last);
  await everybodyBack();
  expect(await ledger.seen(tenant)).toEqual(upTo(last));
}

describe('a tenant in trouble', () => {
  it('whose database is away holds up nobody, and catches up when it is back', async () => {
    await taken(troubled.tenant, await record(troubled.tenant, 10));
    const role = `"${troubled.tenant}_analytics"`;
    const kick = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${troubled.tenant}_analytics'`;
    await troubled.asSuperuser((client) => client.query(`ALTER ROLE ${role} NOLOGIN; ${kick}`));
    await record(troubled.tenant, 100);
    await inState('away');
    await taken(sound.tenant, await record(sound.tenant, 50));
    await record(troubled.tenant, 100);
    await taken(sound.tenant, await record(sound.tenant, 50));
    expect(await behind()).toBe(1);
    await troubled.asSuperuser((client) => client.query(`ALTER ROLE ${role} LOGIN`));
    await complete(troubled.tenant);
  });

  it('whose subscriber throws holds up nobody, and goes on when it is mended', async () => {
    let broken = true;
    ledger.before = ([event]) => {
      if (broken && event?.meta.tenant === troubled.tenant) throw new Error('It cannot be folded.');
    };
    await record(troubled.tenant, 20);
    expect((await inState('failed')).reason).toBe('It cannot be folded.');
    await taken(sound.tenant, await record(sound.tenant, 20));
    broken = false;
    await complete(troubled.tenant);
  });

  it('whose subscriber is slow is not waited for', async () => {
    let release = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (release = resolve));
    ledger.before = ([event]) => (event?.meta.tenant === troubled.tenant ? waiting : undefined);
    await record(troubled.tenant, 20);
    await inState('slow');
    await taken(sound.tenant, await record(sound.tenant, 20));
    ledger.before = () => undefined;
    release();
    await complete(troubled.tenant);
  });

  it('whose view was put back is brought forward from the partition', async () => {
    await complete(troubled.tenant);
    await (
      await analytics.databases.of(troubled.tenant)
    ).transaction(async (client) => {
      await client.query('UPDATE spec_checkpoint SET position = 7');
      await client.query('DELETE FROM spec_seen WHERE position > 7');
    });
    await complete(troubled.tenant);
  });

  /** Records so many events of which the topic gets the last three only. @returns the position of the last */
  async function recordWithGap(count: number): Promise<number> {
    await tasks.relay.stop();
    const last = await record(troubled.tenant, count);
    await troubled.asSuperuser((client) => client.query(`UPDATE tasks_log.relay SET position = ${last - 3}`));
    await tasks.close();
    tasks = await instances.start('tasks', { tenants });
    return last;
  }

  it('whose log has a gap in the topic has it shipped again', async () => {
    const last = await recordWithGap(10);
    expect((await inState('gap')).reason).toMatch(/is missing/);
    await taken(sound.tenant, await record(sound.tenant, 5));
    await taken(troubled.tenant, last);
    await complete(troubled.tenant);
  });

  it('who asks in vain for what is missing asks again, though nothing new comes', async () => {
    const store = analytics.app.get(CursorStore, { strict: false });
    const ask = store.askReship.bind(store);
    let lost = 0;
    store.askReship = () => {
      lost += 1;
      store.askReship = ask;
      return Promise.resolve();
    };
    const last = await recordWithGap(10);
    await taken(troubled.tenant, last);
    expect(lost).toBe(1);
    await complete(troubled.tenant);
  });

  it('is found again after a restart', async () => {
    let broken = true;
    ledger.before = () => {
      if (broken) throw new Error('It cannot be folded.');
    };
    await record(troubled.tenant, 20);
    await inState('failed');
    await analytics.close();
    broken = false;
    analytics = await instances.start('analytics', {
      ...{ tenants, group },
      subscribers: (databases) => [(ledger = new Ledger(databases, 'tasks'))],
    });
    await complete(troubled.tenant);
    await complete(sound.tenant);
  });
});

describe('a subscriber that joins later', () => {
  it('is brought up to the others', async () => {
    await complete(sound.tenant);
    const late = new Ledger(analytics.databases, 'tasks', undefined, 'spec.late');
    const upToDate = async () => {
      const last = (await tasks.log.head(sound.tenant)).position;
      const there = async () => (await late.checkpoint(sound.tenant)).position === last;
      await until(there, { what: 'all of the log', timeout: 60_000 });
      expect(await late.seen(sound.tenant)).toEqual(upTo(last));
    };
    analytics.subscriptions.add(late);
    await upToDate();
    await everybodyBack();
    await complete(sound.tenant);
    await upToDate();
  });
});

describe('a topic with what does not belong there', () => {
  const put = (...values: (Buffer | null)[]) =>
    produce(
      TOPIC,
      values.map((value) => ({ partition: PARTITION, value })),
    );
  const next = async (): Promise<RecordedEvent['meta']> => {
    const [event] = await tasks.log.read(troubled.tenant, (await tasks.log.head(troubled.tenant)).position - 1, 1);
    const meta = event?.meta as RecordedEvent['meta'];
    return { ...meta, position: meta.position + 1, eventId: uuidv7() };
  };

  it('passes over garbage and keeps it', async () => {
    await put(
      Buffer.from('garbage'),
      null,
      Buffer.from([0, 0, 0, 0, 1, 255]),
      frame(1, encodeMeta({ ...(await next()), tenant: 'nobody' }), Buffer.of()),
    );
    await complete(sound.tenant);
    const { rows: kept } = await analytics.control.pool.query<{ value: Buffer | null }>(
      'SELECT value FROM control.undecodable WHERE consumer = $1 ORDER BY "offset"',
      [group],
    );
    expect(kept.map(({ value }) => value?.toString('latin1') ?? null)).toEqual([
      'garbage',
      null,
      '\0\0\0\0\u0001\u00ff',
    ]);
    expect((await rows()).find(({ tenant }) => tenant === 'nobody')?.state).toBe('stranger');
  });

  it('takes a record whose body is garbage for a missing one, and finds the good one', async () => {
    await put(frame(1, encodeMeta(await next()), Buffer.from([255, 255, 255])));
    expect((await inState('gap')).reason).toMatch(/cannot be decoded/);
    await taken(sound.tenant, await record(sound.tenant, 5));
    await complete(troubled.tenant);
  });

  it('waits before a version that it does not know', async () => {
    await put(frame(1, encodeMeta({ ...(await next()), schemaVersion: 99 }), Buffer.of()));
    expect((await inState('newer')).reason).toMatch(/version 99.*waits for an upgrade/);
    await taken(sound.tenant, await record(sound.tenant, 5));
  });

  it('takes a record of which nobody knows the schema id, and passes over an event of which nobody knows the name', async () => {
    await taken(sound.tenant, await record(sound.tenant, 1));
    await tasks.relay.stop();
    const last = await record(sound.tenant, 3);
    const events = await tasks.log.read(sound.tenant, last - 3, 3);
    const names = ['ProjectCreated', 'ProjectPraised', 'ProjectCreated'];
    const records = events.map(({ event, body, meta }, n) =>
      frame(2_000_000_000, encodeMeta({ ...meta, event: names[n] ?? '' }), encodeBody('tasks', event, body).bytes),
    );
    await put(...records);
    await taken(sound.tenant, last);
    expect((await ledger.seen(sound.tenant)).slice(-2)).toEqual([last - 2, last]);
    expect((await rows()).filter(({ tenant }) => tenant === sound.tenant).map(({ state }) => state)).toEqual([
      'live',
      'live',
    ]);
  });
});
