import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { carryOut, type Instance } from '../fixtures/proof/carry-out.js';
import { appendSql, type Change, installAppend, mutant } from '../fixtures/proof/mutants.js';
import { type Plan, plans } from '../fixtures/proof/plan.js';
import { readsOf, tellReads, worthReading } from '../fixtures/proof/reads.js';
import { emptyLog } from '../fixtures/proof/stored-log.js';
import { commandOf, newStream, somethingIn, testLog } from '../fixtures/test-log.js';
import { type AppendCommand } from '../types.js';
import { callAppend } from './call.js';
import { Coordinator } from './coordinator.js';
import { prepare } from './prepare.js';

const db = testLog();
const TABLES = 'tasks_log.events, tasks_log.idempotency_keys, tasks_log.reactions, tasks_log.checkpoints';

const prepared = (command: AppendCommand) =>
  prepare('tasks', command, (events) => Promise.resolve(events.map(({ body }) => body)));

/** One of everything a command can have. */
const everything = () =>
  commandOf([somethingIn(newStream())], {
    guards: [{ streamId: newStream(), version: 0 }],
    idempotency: { key: randomUUID(), requestHash: 'a' },
    reactions: { reactor: 'tasks.filling', causeEventIds: [randomUUID()] },
    checkpoint: { consumer: `tasks.${randomUUID()}`, source: 'auth', epoch: 1, from: 0, to: 1 },
  });

/** What is refused leaves dead entries in the indexes, and whoever comes next has to look at them. */
const goodPlans: fc.Arbitrary<Plan> = plans.map((plan) =>
  plan.map(({ instance, bursts }) => ({
    instance,
    bursts: bursts.map((burst) => burst.map((step) => ({ ...step, bad: undefined }))),
  })),
);

/** Two instances on one connection, which lose no answer, and what their commands gave reason to read. */
function onOneConnection(client: pg.ClientBase) {
  let worth = 0;
  const coordinator = new Coordinator((commands) => {
    worth += worthReading(commands);
    return callAppend(client, 'tasks_log', commands);
  });
  const log: Instance['log'] = { append: async (_, command) => coordinator.append(await prepared(command)) };
  const proxy: Instance['proxy'] = { lost: () => 0, loseAnswersTo: () => undefined };
  const instances: [Instance, Instance] = [
    { log, proxy },
    { log, proxy },
  ];
  return { instances, worth: () => worth };
}

/** Has the function's plans made on tables that are empty, then fills them. */
async function planThenFill(superuser: pg.Client, client: pg.ClientBase, vacuumed: boolean): Promise<void> {
  await emptyLog(superuser);
  // Of a table that was never looked through the planner guesses ten pages; of one that was, it knows that it is empty.
  if (vacuumed) await superuser.query(`VACUUM ANALYZE ${TABLES}`);
  await callAppend(client, 'tasks_log', [await prepared(everything())]);
  const filling = await Promise.all(Array.from({ length: 300 }, () => prepared(everything())));
  await callAppend(client, 'tasks_log', filling);
}

/** Looks for commands for which `append` reads more than they ask for. */
async function search(parameters: { numRuns: number; seed?: number }): Promise<fc.RunDetails<[Plan, boolean]>> {
  const { pool } = await db.as('tasks');
  const client = await pool.connect();
  const { instances, worth } = onOneConnection(client);
  try {
    return await db.asSuperuser(async (superuser) => {
      const property = fc.asyncProperty(goodPlans, fc.boolean(), async (plan, vacuumed) => {
        await planThenFill(superuser, client, vacuumed);
        await tellReads(superuser);
        const [before, worthBefore] = [await readsOf(client), worth()];
        await carryOut(plan, db.tenant, instances);
        const after = await readsOf(client);
        const scans = after.wholeTables - before.wholeTables;
        if (scans > 0) throw new Error(`read whole tables ${scans} times`);
        const [read, asked] = [after.indexEntries - before.indexEntries, worth() - worthBefore];
        if (read > asked) throw new Error(`read ${read} entries of indexes, asked for ${asked}`);
      });
      return fc.check(property, { ...parameters, endOnFailure: true });
    });
  } finally {
    client.release();
  }
}

beforeAll(async () => {
  // Keeps the text of the schema, which a bare call of `append` does not do.
  await (await db.open()).append(db.tenant, commandOf([somethingIn(newStream())]));
  // It tells of its reads with delay, or when it ends: nothing else makes it.
  await db.asSuperuser((superuser) =>
    superuser.query(`
      SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`),
  );
});
const install = (sql: string) => db.asSuperuser((client) => installAppend(client, sql));
afterEach(() => install(appendSql));

test('append reads what a command asks for and no more, also when it was planned on empty tables', async () => {
  const details = await search({ numRuns: 20 });
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
}, 600_000);

describe('an append is convicted', () => {
  const PIN = 'SET enable_seqscan = off\n';
  const ONE_KEY = 'CROSS JOIN LATERAL (SELECT * FROM idempotency_keys k WHERE k.key = command_keys[n] LIMIT 1) k';

  test.each<[string, string, ...Change[]]>([
    ['that scans as the planner likes', 'read whole tables', [PIN, '']],
    [
      'of which no plan is pinned',
      'read whole tables',
      ...['seqscan', 'hashjoin', 'mergejoin'].map((way): Change => [`SET enable_${way} = off\n`, '']),
    ],
    ['that joins keys', 'entries of indexes', [ONE_KEY, 'JOIN idempotency_keys k ON k.key = command_keys[n]']],
  ])(
    '%s',
    async (_, evidence, ...changes) => {
      await install(mutant(...changes));
      const { errorInstance } = await search({ numRuns: 100, seed: 1 });
      expect(String(errorInstance)).toContain(evidence);
    },
    600_000,
  );
});
