import { openApart } from '../harness/apart.js';
import { type Bench, type Contender } from '../harness/types.js';
import { type Workshop } from '../harness/workshop.js';
import { SERVICE } from '../history/entries.js';
import { makeHistory } from '../history/history.js';

/** The peer has a store of its own, and takes a millisecond for each event. */
const FEWER = 200;
const FEWEST = 500;

async function ours(workshop: Workshop): Promise<Contender> {
  await makeHistory(workshop, [SERVICE]);
  return await openApart('rebuild/from-kafka', workshop);
}

async function emmett(workshop: Workshop): Promise<Contender> {
  await workshop.makeDatabase('bench_emmett');
  return await openApart('rebuild/emmett', workshop);
}

/** How many events a second a view is folded anew. */
export const rebuildBench: Bench = {
  name: 'rebuild',
  description: 'events a second with which a view is rebuilt, from Kafka',
  unit: 'events/s',
  size: { by: 'events', usual: 1_000_000 },
  allParts: true,
  ours,
  references: [
    { name: 'kafkajs', wanted: { ratio: 0.5 }, open: (workshop) => openApart('rebuild/kafkajs', workshop) },
    {
      name: 'emmett-postgresql',
      wanted: { ratio: 100 },
      fewer: (events) => Math.min(events, Math.max(FEWEST, Math.ceil(events / FEWER))),
      open: emmett,
    },
    { name: 'aviary-from-log', open: (workshop) => openApart('rebuild/from-log', workshop) },
  ],
};
