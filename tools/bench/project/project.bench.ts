import { openApart } from '../harness/apart.js';
import { type Bench, type Contender } from '../harness/types.js';
import { type Workshop } from '../harness/workshop.js';
import { SERVICE } from '../history/entries.js';
import { makeHistory } from '../history/history.js';

/** The peer takes half a millisecond for each event. */
const FEWER = 100;
const FEWEST = 500;

async function ours(workshop: Workshop): Promise<Contender> {
  await makeHistory(workshop, [SERVICE, 'analytics']);
  return await openApart('project/aviary', workshop);
}

async function nest(workshop: Workshop): Promise<Contender> {
  await workshop.makeDatabase('bench_nest');
  return await openApart('project/nest-typeorm', workshop);
}

/** How many events a second a view takes in from Kafka, while it is live. */
export const projectBench: Bench = {
  name: 'project',
  description: 'events a second that a live view takes from Kafka, each exactly once',
  unit: 'events/s',
  size: { by: 'events', usual: 500_000 },
  allParts: true,
  ours,
  references: [
    {
      name: 'nest-typeorm',
      wanted: { ratio: 20 },
      fewer: (events) => Math.min(events, Math.max(FEWEST, Math.ceil(events / FEWER))),
      open: nest,
    },
  ],
};
