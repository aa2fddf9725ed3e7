import { setTimeout as pause } from 'node:timers/promises';
import { acknowledged, caughtUp, workFor } from '../harness/at-work.js';
import { type Fault } from '../harness/fault.js';
import { kafkaProxy } from '../harness/kafka-proxy.js';
import { size } from '../harness/size.js';
import { findings } from '../oracle/oracle.js';

/** How long nothing comes through. Milliseconds. */
const awayMs = size('AVIARY_FAULTS_BROKER_AWAY_MS', { short: 1_500, full: 180_000 });
/** Longer than kafkajs tries again by itself, so that requests fail. Milliseconds. */
const REFUSED_MS = 4_000;
/** By how much a process may grow meanwhile, collected or not: a bound against what grows with the load. */
const GROWTH_MIB = 300;

/** The broker is killed (in the full set), then swallows everything, leaves connections half open, and refuses. */
export const brokerAway: Fault = {
  name: 'broker-away',
  holds: 'commands go on, memory stays bounded, and everybody catches up when it is back',
  short: false,
  async run(world) {
    const company = await world.company();
    const broker = world.keep(await kafkaProxy(world.parts.kafka.bootstrap));
    const env = { AVIARY_KAFKA_BROKERS: `127.0.0.1:${broker.port}` };
    const services = [await world.start('tasks', env), await world.start('accounting', env)] as const;
    const load = await workFor(world, company);
    await load.do(5);
    await caughtUp(world, company, 'tasks', 'accounting');
    const before = services.map((service) => service.residentMiB());
    const refused = () => load.counts.refused + load.counts.unanswered;
    // Only what comes while the broker is away is for want of it.
    let wanting = -refused();
    load.start(2);
    if (!world.brief) {
      await world.parts.stopPart('kafka', 'kill');
      await acknowledged(load, 100);
      await world.parts.startPart('kafka');
    }
    broker.swallow();
    await acknowledged(load, 20);
    await pause(awayMs(world));
    await acknowledged(load, 20);
    wanting += refused();
    await broker.mend();
    await acknowledged(load, 10);
    await load.stop();
    wanting -= refused();
    broker.halfOpen();
    await load.do(10);
    // kafkajs gives a request up after ten seconds, and then finds out.
    if (!world.brief) await caughtUp(world, company, 'tasks', 'accounting');
    await broker.refuse();
    await load.do(10);
    await pause(REFUSED_MS);
    wanting += refused();
    const wrong = services.flatMap((service, number) => {
      const [was, is] = [before[number], service.residentMiB()];
      if (was === undefined || is === undefined) return [];
      const grown = `${service.name} has grown from ${Math.round(was)} to ${Math.round(is)} MiB`;
      process.stderr.write(`broker-away: ${grown}\n`);
      return is - was < GROWTH_MIB ? [] : [grown];
    });
    if (wanting > 0) wrong.push('commands were refused for want of a broker');
    await broker.mend();
    return [...wrong, ...(await findings(world, { company, load, services }))];
  },
  mutants: [
    {
      what: 'a relay believes without the word of the broker, and nobody asks for what is missing',
      patches: [
        {
          file: 'libs/messaging/src/relay/shipment.js',
          find: 'const offset = await this.producer.send(topic(this.eventLog.service), partition, request);',
          replace:
            'const offset = await this.producer.send(topic(this.eventLog.service), partition, request).catch(() => 0n);',
        },
        {
          file: 'libs/messaging/src/consuming/behind-reader.js',
          find: 'if (Date.now() - straggler.askedAt < reshipMs) return;',
          replace: 'return;',
        },
      ],
      convictedBy:
        /the cursor of accounting has passed it, and nobody has noted that|topics: position \d+ is not there/,
    },
  ],
};
