import { caughtUp, workFor } from '../harness/at-work.js';
import { type Fault, type Mutant } from '../harness/fault.js';
import { findings } from '../oracle/oracle.js';

const SOON = { AVIARY_WATCH_SECONDS: '2' };

const NOBODY_SEES_IT = {
  file: 'libs/messaging/src/watching/judge.js',
  find: `stillMs > patienceMs ? 'stalled' : 'reading'`,
  replace: `'reading'`,
};

const mutant = (what: string, patches: Mutant['patches']): Mutant => ({
  ...{ what, patches: [NOBODY_SEES_IT, ...patches] },
  convictedBy: /the reactor of accounting is at \d+ of \d+/,
});

/**
 * The consumer of a service reads no more: kafkajs ends it upon an error that it takes for final; or it goes on beating while
 * a batch never ends, and fetches nothing.
 */
export const readerStandsStill: Fault = {
  name: 'reader-stands-still',
  holds: 'it is made anew, and goes on where it was',
  short: false,
  async run(world) {
    const company = await world.company();
    const [tasks, accounting] = await Promise.all([world.start('tasks'), world.start('accounting', SOON)]);
    const load = await workFor(world, company);
    await load.do(2);
    await caughtUp(world, company, 'tasks', 'accounting');
    for (const [point, how] of [
      ['consumer.before-cursor', 'crash'],
      ['consumer.mid-batch', 'hang'],
      ['consumer.before-cursor', 'hang'],
    ] as const) {
      accounting.arm(point, how);
      await load.do(3);
      await caughtUp(world, company, 'tasks', 'accounting');
    }
    return await findings(world, { company, load, services: [tasks, accounting] });
  },
  mutants: [
    mutant('nobody sees that it stands still', []),
    mutant('nobody hears that it has ended', [
      {
        file: 'libs/messaging/src/kafka/supervised-consumer.js',
        find: 'consumer.on(consumer.events.CRASH, ({ payload })=>reject(payload.error));',
        replace: '',
      },
      {
        file: 'libs/messaging/src/kafka/supervised-consumer.js',
        find: 'if (this.busy === 0 && Date.now() - this.lastSign > stallMs) reject(',
        replace: 'if (false) reject(',
      },
    ]),
  ],
};
