import { accounts } from '../../../apps/accounting/src/projections/accounts/accounts.projection.js';
import { balances } from '../../../apps/analytics/src/projections/balances/balances.projection.js';
import { workFor } from '../harness/at-work.js';
import { type Fault } from '../harness/fault.js';
import { size } from '../harness/size.js';
import { findings } from '../oracle/oracle.js';

const rounds = size('AVIARY_FAULTS_CONSUMER_KILLS', { short: 1, full: 30 });

/** In the midst of a view's transaction; between the commit of the work and the cursor's; in the midst of a batch. */
const PLACES = [
  { accounting: 'consumer.before-cursor', analytics: 'view.before-commit' },
  { accounting: 'view.before-commit', analytics: 'consumer.mid-batch' },
  { accounting: 'consumer.mid-batch', analytics: 'consumer.before-cursor' },
] as const;

/** Services that read topics die at their work: the ledger, which reacts, and analytics, which folds. */
export const consumerKilled: Fault = {
  name: 'consumer-killed',
  holds: 'each event has its effect once, on entries and on views',
  short: true,
  async run(world, chance) {
    const company = await world.company();
    const { tasks, ...readers } = await world.startAll('tasks', 'accounting', 'analytics');
    let { accounting, analytics } = readers;
    const load = await workFor(world, company);
    load.start(2);
    for (let round = 0; round < rounds(world); round += 1) {
      const places = PLACES[round % PLACES.length] as (typeof PLACES)[number];
      // Analytics first: it folds what the ledger appends.
      for (const [reader, view] of [
        [analytics, balances],
        [accounting, accounts],
      ] as const) {
        const place = places[reader.name as keyof typeof places];
        // Of views, one that adds up: what it folds twice is seen.
        reader.arm(place, 'kill', { passes: chance.whole(0, 2), of: place.startsWith('view') ? view.id : undefined });
        await reader.gone(`${reader.name} to die at ${place}`);
      }
      ({ accounting, analytics } = await world.startAll('accounting', 'analytics'));
    }
    await load.stop();
    return await findings(world, { company, load, services: [tasks, accounting, analytics] });
  },
  mutants: [
    {
      what: 'rows and checkpoint of a view are not one transaction',
      patches: [
        {
          file: 'libs/projections/src/live.js',
          find: `await faultPoint('view.before-commit', projection.id);`,
          replace: `await client.query('COMMIT'); await client.query('BEGIN');
    await faultPoint('view.before-commit', projection.id);`,
        },
      ],
      convictedBy: /is not its fold/,
    },
  ],
};
