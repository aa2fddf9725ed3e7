import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import { topic } from '#libs/contracts';
import { Stopwatch } from '../harness/cost.js';
import { type ApartWorkshop } from '../harness/apart.main.js';
import { type Contender } from '../harness/types.js';
import { SERVICE } from '../history/entries.js';

/** As large as ours are: with kafkajs's own 1 MiB it is slower. */
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** The client alone: it takes the same topic from its beginning, batch by batch, and counts. Nothing is decoded or kept. */
export function open({ kafka, events, log }: ApartWorkshop): Promise<Contender> {
  // A broker that has just started refuses the first groups for a moment.
  const retry = { retries: 60, initialRetryTime: 100, maxRetryTime: 500 };
  const client = new Kafka({ brokers: [kafka.bootstrap], logLevel: logLevel.NOTHING, retry });
  let counted = 0;
  return Promise.resolve({
    async measure() {
      counted = 0;
      const watch = new Stopwatch();
      const consumer = client.consumer({ groupId: `bench.${randomUUID()}`, maxBytesPerPartition: BYTES_AT_ONCE });
      await consumer.connect();
      await consumer.subscribe({ topics: [topic(SERVICE)], fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
        const eachBatch = ({ batch }: { readonly batch: { readonly messages: readonly unknown[] } }): Promise<void> => {
          counted += batch.messages.length;
          if (counted >= events) resolve();
          return Promise.resolve();
        };
        consumer.run({ autoCommit: false, eachBatch }).catch(reject);
      });
      const rate = counted / watch.seconds;
      log(watch.tell('kafkajs', counted));
      await consumer.disconnect();
      return rate;
    },
    check: () =>
      counted === events
        ? Promise.resolve()
        : Promise.reject(new Error(`kafkajs was to get ${events} messages, and has got ${counted}.`)),
    close: () => Promise.resolve(),
  });
}
