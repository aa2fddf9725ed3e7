import { randomUUID } from 'node:crypto';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, type KafkaOptions, Payload, Transport } from '@nestjs/microservices';
import { logLevel } from 'kafkajs';
import { DataSource, type EntityManager, EntitySchema } from 'typeorm';
import { decodeRecord, topic } from '#libs/contracts';
import { type ApartWorkshop } from '../harness/apart.main.js';
import { Stopwatch } from '../harness/cost.js';
import { type Contender } from '../harness/types.js';
import { assertBalances, type Entry, SERVICE } from '../history/entries.js';

const DATABASE = 'bench_nest';

interface Balance {
  account: string;
  /** Read as text, since it may be beyond what a number holds. */
  balance: number | string;
}

interface Checkpoint {
  consumer: string;
  position: number;
}

const balances = new EntitySchema<Balance>({
  name: 'balances',
  columns: { account: { type: 'text', primary: true }, balance: { type: 'bigint' } },
  indices: [{ columns: ['balance'] }],
});
const checkpoints = new EntitySchema<Checkpoint>({
  name: 'checkpoints',
  columns: { consumer: { type: 'text', primary: true }, position: { type: 'bigint' } },
});
const CONSUMER = 'balances';

/** One event, exactly once: the checkpoint moves to it in the transaction that changes the row. */
async function take(manager: EntityManager, value: Buffer): Promise<void> {
  const record = decodeRecord(SERVICE, value);
  const body = record.body() as Entry['body'];
  const { position } = record.meta;
  const moved = await manager.update(checkpoints, { consumer: CONSUMER, position: position - 1 }, { position });
  if (moved.affected !== 1) return;
  const account = `employee:${body.assigneeId}`;
  const before = await manager.findOneBy(balances, { account });
  const effect = body.to === account ? body.amount : -body.amount;
  const balance = Number(before?.balance ?? 0) + effect;
  if (before) await manager.update(balances, { account }, { balance });
  else await manager.insert(balances, { account, balance });
}

/** Who is told of each message; set for each round. */
const round = { taken: (_value: Buffer): Promise<void> => Promise.resolve() };

@Controller()
class EntriesController {
  @EventPattern(topic(SERVICE))
  async entry(@Payload() value: object): Promise<void> {
    await round.taken(value as Buffer);
  }
}

@Module({ controllers: [EntriesController] })
class EntriesModule {}

/** The peer: Nest's transport over Kafka, and for each message a transaction of TypeORM; of the first events of the topic. */
export async function open({ server, kafka, events, log }: ApartWorkshop): Promise<Contender> {
  const { host, port, superuser: username, password } = server;
  const source = await new DataSource({
    ...{ type: 'postgres', host, port, username, password, database: DATABASE },
    ...{ entities: [balances, checkpoints], synchronize: true },
  }).initialize();

  /** Answers when so many have been taken. */
  function takeAll(): Promise<number> {
    let taken = 0;
    let watch: Stopwatch | undefined;
    return new Promise((resolve, reject) => {
      round.taken = async (value) => {
        if (taken >= events) return;
        await source.transaction((manager) => take(manager, value)).catch(reject);
        taken += 1;
        // As for ours, the first does not count: it waits for the group.
        watch ??= new Stopwatch();
        if (taken !== events) return;
        log(watch.tell('nest-typeorm', taken - 1));
        resolve((taken - 1) / watch.seconds);
      };
    });
  }
  const listen = (): Promise<INestMicroservice> =>
    NestFactory.createMicroservice<KafkaOptions>(EntriesModule, {
      logger: false,
      transport: Transport.KAFKA,
      options: {
        // A broker that has just started refuses the first groups for a moment.
        client: { brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING, retry: { retries: 60, maxRetryTime: 500 } },
        consumer: { groupId: `bench.${randomUUID()}` },
        subscribe: { fromBeginning: true },
        parser: { keepBinary: true },
      },
    });
  return {
    async measure() {
      await source.getRepository(balances).clear();
      await source.getRepository(checkpoints).save({ consumer: CONSUMER, position: 0 });
      const all = takeAll();
      const app = await listen();
      try {
        await app.listen();
        return await all;
      } finally {
        await app.close();
      }
    },
    check: async () => assertBalances('nest-typeorm', await source.getRepository(balances).find(), events),
    close: () => source.destroy(),
  };
}
