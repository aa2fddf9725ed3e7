import { type Bench } from '../harness/types.js';
import { barePg } from './bare-pg.js';
import { emmett } from './emmett.js';
import { ours } from './ours.js';
import { pgbench } from './pgbench.js';
import { MOST_WRITERS } from './plain-table.js';

const wanted = { writers: 64, ratio: 2 };

/** How many commands a second one tenant's log takes, each with one event. */
export const appendBench: Bench = {
  name: 'append',
  description: 'commands a second that one log takes, each with one event',
  unit: 'appends/s',
  size: { by: 'writers', most: MOST_WRITERS },
  ours,
  references: [
    { name: 'emmett-postgresql', wanted: { writers: 64, ratio: 5 }, open: emmett },
    { name: 'pgbench-log', wanted, open: (workshop) => pgbench(workshop, 'log') },
    { name: 'pgbench-streams', wanted, open: (workshop) => pgbench(workshop, 'streams') },
    { name: 'bare-pg', wanted: { writers: 64, ratio: 1.2 }, open: barePg },
  ],
};
