import { Kafka, logLevel } from 'kafkajs';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { startOf } from '../setup/process.mjs';
import { aviary } from '../setup/root.mjs';
import { eraseHome } from './start.js';
import type { PartsAddresses, RunningParts } from './types.js';

const word = 'kept';

/** Writes one word to each part, and reads it back: for specs that stop, kill and start them in between. */
export function memory(parts: Pick<RunningParts, keyof PartsAddresses>) {
  const { host, port, password, superuser: user } = parts.postgres;
  const database = { host, port, user, password, database: 'postgres', connectionTimeoutMillis: 2_000 };
  const query = (sql: string) => words(database, sql);
  const kafka = new Kafka({
    brokers: [parts.kafka.bootstrap],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    retry: { retries: 2, initialRetryTime: 50 },
  });
  const subjects = `${parts.registry.url}/subjects`;
  return {
    async write() {
      await query('create table kept (word text)');
      await query(`insert into kept values ('${word}')`);
      const admin = kafka.admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: word }], waitForLeaders: true });
      await admin.disconnect();
      const producer = kafka.producer();
      await producer.connect();
      await producer.send({ topic: word, messages: [{ value: word }], acks: -1 });
      await producer.disconnect();
      const body = JSON.stringify({ schema: '"string"' });
      const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
      const answer = await fetch(`${subjects}/${word}/versions`, { method: 'POST', body, headers });
      if (!answer.ok) throw new Error(await answer.text());
    },
    readRows: () => query('select word from kept'),
    readSubjects: async () => (await (await fetch(subjects)).json()) as string[],
    /** How many records the topic holds; asked for without a consumer group, whose coordinator takes longer to be there. */
    async countRecords() {
      const admin = kafka.admin();
      try {
        await admin.connect();
        const offsets = await admin.fetchTopicOffsets(word);
        return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
      } finally {
        await admin.disconnect();
      }
    },
  };
}

async function words(database: pg.ClientConfig, sql: string): Promise<string[]> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    const { rows } = await client.query<{ word: string }>(sql);
    return rows.map((row) => row.word);
  } finally {
    await client.end();
  }
}

/** A home for one spec file of this process; those of spec runs that were killed are erased first. */
export async function homeForSpec(name: string): Promise<string> {
  const folder = path.join(aviary, 'parts-spec');
  for (const left of fs.existsSync(folder) ? fs.readdirSync(folder) : []) {
    const pid = Number(left.split('-').at(-1));
    if (startOf(pid) === undefined) await eraseHome(path.join(folder, left)).catch(() => undefined);
  }
  return path.join(folder, `${name}-${process.pid}`);
}
