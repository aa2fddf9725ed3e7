import { until } from '#libs/testing';
import { acknowledged, workFor } from '../harness/at-work.js';
import { type Fault } from '../harness/fault.js';
import { kafkaProxy, produces } from '../harness/kafka-proxy.js';
import { size } from '../harness/size.js';
import { findings } from '../oracle/oracle.js';

const rounds = size('AVIARY_FAULTS_RELAY_KILLS', { short: 1, full: 15 });

/** Before the broker has it; while its answer is under way; when it has answered and the progress is not stored. */
const PLACES = ['relay.before-send', 'answer', 'relay.after-ack'] as const;

/** The relay dies around the broker's word. No consumer runs that could ask for what is missing. */
export const relayKilled: Fault = {
  name: 'relay-killed',
  holds: 'everything is in the topic, in the order of the log, though some of it twice',
  short: true,
  async run(world, chance) {
    const company = await world.company();
    const broker = world.keep(await kafkaProxy(world.parts.kafka.bootstrap));
    const start = () => world.start('tasks', { AVIARY_KAFKA_BROKERS: `127.0.0.1:${broker.port}` });
    let tasks = await start();
    const load = await workFor(world, company);
    load.start(2);
    for (const place of Array.from({ length: rounds(world) }, () => PLACES).flat()) {
      const passes = chance.whole(0, 3);
      const lost = broker.lost;
      if (place === 'answer') broker.loseAnswerTo(produces('aviary.tasks'), passes);
      else tasks.arm(place, 'kill', { passes });
      if (place === 'answer') {
        await until(() => broker.lost > lost, { what: 'an answer of the broker to be lost', timeout: 60_000 });
        await tasks.kill();
      } else await tasks.gone(`tasks to die at ${place}`);
      tasks = await start();
      await acknowledged(load, 5);
    }
    await load.stop();
    return await findings(world, { company, load, services: [tasks] });
  },
  mutants: [
    {
      what: 'the progress is stored before the broker has answered',
      patches: [
        {
          file: 'libs/messaging/src/relay/shipment.js',
          find: `await faultPoint('relay.before-send');`,
          replace: `await this.eventLog.relayAdvance(tenant, { epoch, position: request.at(-1)?.position ?? 0, offset: Date.now() });
        await faultPoint('relay.before-send');`,
        },
      ],
      convictedBy: /topics: position \d+ is not there/,
    },
  ],
};
