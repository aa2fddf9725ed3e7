import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, until } from '#libs/testing';
import { eraseHome, startParts, type RunningParts } from '#tools/parts';
import { projects, upTo } from '../fixtures/facts.js';
import { Ledger } from '../fixtures/ledger.js';
import { services, type RunningService } from '../fixtures/service.js';

const home = mkdtempSync(path.join(tmpdir(), 'aviary-broker-away-'));
const instances = services();
const { tenant } = testDatabase({ partition: 2 });
let parts: RunningParts;
let env: Record<string, string>;
let tasks: RunningService;
let analytics: RunningService;
let ledger: Ledger;

/** A broker of its own, since it is stopped; the databases are those of the whole run. */
beforeAll(async () => {
  parts = await startParts({ home, ports: { postgres: 0, kafka: 0, kafkaController: 0, registry: 0 }, fsync: false });
  await parts.stopPart('kafka');
  env = { AVIARY_KAFKA_BROKERS: parts.kafka.bootstrap };
}, 300_000);
afterAll(async () => {
  await parts?.stop();
  await eraseHome(home);
}, 300_000);

const record = async (count: number): Promise<number> => {
  const outcome = await tasks.log.append(tenant, projects(count));
  if (outcome.outcome !== 'appended') throw new Error(outcome.outcome);
  return outcome.position;
};
const taken = (position: number) =>
  until(async () => (await ledger.checkpoint(tenant)).position === position, {
    what: `all up to ${position}`,
    timeout: 60_000,
  });

describe('with the broker stopped', () => {
  it('services start, record, and answer from their own log', async () => {
    tasks = await instances.start('tasks', { tenants: [tenant], env });
    const own = new Ledger(tasks.databases, 'tasks', undefined, 'spec.own');
    tasks.subscriptions.add(own);
    analytics = await instances.start('analytics', {
      ...{ tenants: [tenant], env },
      subscribers: (databases) => [(ledger = new Ledger(databases, 'tasks'))],
    });
    const last = await record(500);
    expect(await tasks.subscriptions.reached(tenant, 'tasks', 1, last, 10_000)).toBe(true);
    expect((await tasks.log.relayProgress(tenant)).position).toBe(0);
    expect(await ledger.seen(tenant)).toEqual([]);
  });

  it('everybody else has caught up when it is back', async () => {
    await parts.startPart('kafka');
    await taken(500);
    expect(await ledger.seen(tenant)).toEqual(upTo(500));
  });

  it('nothing is lost or doubled when it is killed under load', async () => {
    let last = 0;
    const load = (async () => {
      for (let n = 0; n < 40; n += 1) last = await record(50);
    })();
    await parts.stopPart('kafka', 'kill');
    await load;
    await parts.startPart('kafka');
    await taken(last);
    expect(await ledger.seen(tenant)).toEqual(upTo(last));
  });

  it('services end in order', async () => {
    await parts.stopPart('kafka');
    await Promise.all([tasks.close(), analytics.close()]);
  });
});
