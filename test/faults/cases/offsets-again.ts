import { caughtUp, workFor } from '../harness/at-work.js';
import { type Fault } from '../harness/fault.js';
import { size } from '../harness/size.js';
import { type World } from '../harness/world.js';
import { findings } from '../oracle/oracle.js';
import { FOLDS_WHAT_IT_KNOWS } from './consumer-stopped.js';

const times = size('AVIARY_FAULTS_OFFSETS_AGAIN', { short: 2, full: 30 });

/** The cursors of the readers are put back, so that what they have taken is delivered again, from any point. */
export const offsetsAgain: Fault = {
  name: 'offsets-again',
  holds: 'what comes again changes nothing',
  short: false,
  async run(world, chance) {
    const company = await world.company();
    const { tasks, ...readers } = await world.startAll('tasks', 'accounting', 'analytics');
    let { accounting, analytics } = readers;
    const load = await workFor(world, company);
    for (let time = 0; time < times(world); time += 1) {
      await load.do(4);
      await caughtUp(world, company, 'tasks', 'accounting', 'analytics');
      await Promise.all([accounting.end(), analytics.end()]);
      await putBack(world, (last) => chance.whole(0, last));
      ({ accounting, analytics } = await world.startAll('accounting', 'analytics'));
    }
    // What comes last shows that all that came again before it was taken, or dropped.
    await load.do(2);
    return await findings(world, { company, load, services: [tasks, accounting, analytics] });
  },
  mutants: [
    {
      what: 'what comes again is taken again',
      patches: [
        {
          file: 'libs/messaging/src/consuming/contiguity.js',
          find: `return place.epoch === at.epoch ? 'repeat' : 'rewound';`,
          replace: `return 'next';`,
        },
        FOLDS_WHAT_IT_KNOWS,
      ],
      convictedBy: /is not its fold/,
    },
  ],
};

/** Moves each cursor of the readers back. @param to where to, given where it was */
async function putBack(world: World, to: (last: number) => number): Promise<void> {
  await world.asSuperuser('aviary', async (client) => {
    const { rows } = await client.query<{ consumer: string; topic: string; partition: number; offset: string }>(
      `SELECT * FROM control.cursors WHERE consumer IN ('aviary.accounting', 'aviary.analytics')`,
    );
    for (const { consumer, topic, partition, offset } of rows)
      await client.query(
        `UPDATE control.cursors SET "offset" = $4 WHERE consumer = $1 AND topic = $2 AND "partition" = $3`,
        [consumer, topic, partition, to(Number(offset))],
      );
  });
}
