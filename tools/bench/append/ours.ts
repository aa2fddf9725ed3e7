import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { EventLog, Sealing, verifyChain } from '#libs/event-store';
import { ControlDatabase, PersonKeys, TenantDatabases, TenantRegistry } from '#libs/tenancy';
import { configOf, provision, TENANT } from '../harness/installation.js';
import { type Contender } from '../harness/types.js';
import { type Workshop } from '../harness/workshop.js';
import { runWriters } from '../harness/writers.js';
import { turns } from './work.js';

const SERVICE = 'tasks';

/** The log as a service has it, in one process. */
function openLog(workshop: Workshop) {
  const config = configOf(workshop, SERVICE);
  const control = new ControlDatabase(config);
  const databases = new TenantDatabases(config, { migrations: [], entities: [] }, new TenantRegistry(control));
  const keys = new PersonKeys(config);
  return {
    log: new EventLog(databases, new Sealing(keys, config), SERVICE),
    databases,
    close: async () => {
      await databases.close();
      await control.pool.end();
      await keys.onApplicationShutdown();
    },
  };
}

/**
 * `EventLog.append` as a request causes it: encoded in Avro, with the version the stream must be at, and an idempotency key
 * whose answer is kept. After each round positions have no gap, streams no fork, and each command is there once.
 */
export async function ours(workshop: Workshop): Promise<Contender> {
  // Warnings would come between the results: for one, that the server is stopped under a connection.
  Logger.overrideLogger(['error']);
  await provision(workshop, [SERVICE]);
  const { log, databases, close } = openLog(workshop);
  const requestHash = 'f'.repeat(64);
  let recorded = 0;
  return {
    measure(load) {
      const next = turns(load.writers);
      return runWriters(load, async (writer) => {
        const { streamId, version, body } = next(writer);
        const { outcome } = await log.append(TENANT, {
          events: [{ streamId, event: 'TaskCreated', body }],
          expected: new Map([[streamId, version]]),
          idempotency: { key: randomUUID(), requestHash },
          answer: { id: streamId },
          actor: 'system:bench',
          correlationId: randomUUID(),
        });
        if (outcome !== 'appended') throw new Error(`A command was to be appended, and its outcome is ${outcome}.`);
        recorded += 1;
      });
    },
    async check() {
      const { pool } = await databases.of(TENANT);
      const found = await pool.query<Record<string, string>>(
        `SELECT count(*) AS events, max(position) AS last, (SELECT position FROM tasks_log.head) AS head,
           (SELECT count(*) FROM tasks_log.idempotency_keys) AS keys
         FROM tasks_log.events`,
      );
      const { events, last, head, keys } = found.rows[0] ?? {};
      const wrong = [events, last, head, keys].filter((count) => Number(count) !== recorded);
      if (wrong.length > 0)
        throw new Error(
          `${recorded} commands were appended; the log has ${events} events, ${keys} keys, last ${last}, head ${head}.`,
        );
    },
    async finalCheck() {
      const { pool } = await databases.of(TENANT);
      const { events, broken } = await verifyChain(pool, SERVICE);
      if (broken || events !== recorded) throw new Error(`The hash chain does not hold: ${JSON.stringify(broken)}.`);
      workshop.log(`the hash chain holds over all ${events} events`);
    },
    close,
  };
}
