import { beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, until } from '#libs/testing';
import { projects, upTo } from '../fixtures/facts.js';
import { services, type RunningService } from '../fixtures/service.js';
import { recordsOf } from '../fixtures/topic.js';

const PARTITION = 5;
const instances = services();
const database = testDatabase({ partition: PARTITION });
let tasks: RunningService;

const shipped = (position: number) =>
  until(async () => (await tasks.log.relayProgress(database.tenant)).position >= position, {
    what: `the log shipped up to ${position}`,
  });

beforeAll(async () => {
  tasks = await instances.start('tasks', { tenants: [database.tenant] });
}, 300_000);

describe('Relay', () => {
  it('ships a log in order, into one partition, unchanged', async () => {
    await Promise.all(Array.from({ length: 20 }, () => tasks.log.append(database.tenant, projects(25))));
    await shipped(500);
    const records = await recordsOf('aviary.tasks', database.tenant);
    expect(records.map(({ meta }) => meta.position)).toEqual(upTo(500));
    expect(new Set(records.map(({ partition }) => partition))).toEqual(new Set([PARTITION]));
    const [event] = await tasks.log.read(database.tenant, 0, 1);
    expect(records[0]?.meta).toEqual(event?.meta);
    expect(records[0]?.key).toBe(`${database.tenant}/${event?.meta.streamId}`);
    expect(records[0]?.message.headers).toEqual({});
  });

  it('repeats, and never skips, what it could not note as shipped', async () => {
    const advance = tasks.log.relayAdvance.bind(tasks.log);
    let lost = 0;
    tasks.log.relayAdvance = (...step) =>
      lost++ < 3 ? Promise.reject(new Error('The answer was lost.')) : advance(...step);
    await tasks.log.append(database.tenant, projects(10));
    await shipped(510);
    const positions = (await recordsOf('aviary.tasks', database.tenant)).map(({ meta }) => meta.position);
    expect(positions.slice(500)).toEqual([...upTo(510, 501), ...upTo(510, 501), ...upTo(510, 501), ...upTo(510, 501)]);
  });

  it('ships again what somebody misses', async () => {
    await tasks.control.pool.query(
      `INSERT INTO control.reship_requests VALUES ($1, 'tasks', 505, 'spec'), ($1, 'tasks', 508, 'other')`,
      [database.tenant],
    );
    const open = () =>
      tasks.control.pool.query('SELECT FROM control.reship_requests WHERE tenant = $1', [database.tenant]);
    await until(async () => (await open()).rowCount === 0, { what: 'the requests answered' });
    await shipped(510);
    const positions = (await recordsOf('aviary.tasks', database.tenant)).map(({ meta }) => meta.position);
    expect(positions.slice(-6)).toEqual(upTo(510, 505));
  });

  it('lets one instance ship a log, and the other take over', async () => {
    const other = await instances.start('tasks', { tenants: [database.tenant] });
    await other.log.append(database.tenant, projects(10));
    await shipped(520);
    await tasks.relay.stop();
    await other.log.append(database.tenant, projects(10));
    await shipped(530);
    const positions = (await recordsOf('aviary.tasks', database.tenant)).map(({ meta }) => meta.position);
    expect(positions.slice(-10)).toEqual(upTo(530, 521));
  });

  it('says where it is', async () => {
    const report = await tasks.status.report();
    expect(report.relay).toContainEqual(expect.objectContaining({ tenant: database.tenant, lag: 0, state: 'idle' }));
  });
});
