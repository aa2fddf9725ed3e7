import { until } from '#libs/testing';
import { caughtUp, PATIENCE_MS, workFor } from '../harness/at-work.js';
import { type Fault, type Mutant } from '../harness/fault.js';
import { findings } from '../oracle/oracle.js';

/** Folds whatever it is handed, wherever its checkpoint is. */
export const FOLDS_WHAT_IT_KNOWS: Mutant['patches'][number] = {
  file: 'libs/projections/src/checkpoint.js',
  find: 'if (stored.epoch === to.epoch && stored.position >= to.position) return undefined;',
  replace: 'return { events, from: stored, to };',
};

/** A reader stands still in the midst of a batch (SIGSTOP) until the group has given its partitions away, and wakes up. */
export const consumerStopped: Fault = {
  name: 'consumer-stopped',
  holds: 'the other instance takes over, and who wakes up does nothing a second time',
  short: false,
  async run(world) {
    const company = await world.company();
    const { tasks, accounting } = await world.startAll('tasks', 'accounting');
    const twins = [await world.start('analytics'), await world.start('analytics')];
    const load = await workFor(world, company);
    await load.do(3);
    await caughtUp(world, company, 'tasks', 'accounting', 'analytics');
    for (const twin of twins) twin.arm('consumer.mid-batch', 'stop');
    await load.do(3);
    const stopped = await until(() => twins.find(({ reached }) => reached), {
      ...{ what: 'an instance to stand still', timeout: PATIENCE_MS },
    });
    const other = twins.find((twin) => twin !== stopped) ?? stopped;
    other.disarm('consumer.mid-batch');
    await load.do(10);
    // It may have been on its way into the trap, and get there at any moment from now on.
    const released = setInterval(() => other.reached && other.resume(), 50);
    await caughtUp(world, company, 'analytics').finally(() => clearInterval(released));
    stopped.resume();
    await load.do(10);
    await caughtUp(world, company, 'analytics');
    // Whoever it was that went on with a batch of the past has done so by the time it has ended in order.
    await stopped.end();
    return await findings(world, { company, load, services: [tasks, accounting, other] });
  },
  mutants: [
    {
      what: 'a view folds what it is handed, whatever its checkpoint says',
      patches: [FOLDS_WHAT_IT_KNOWS],
      convictedBy: /is not its fold/,
    },
  ],
};
