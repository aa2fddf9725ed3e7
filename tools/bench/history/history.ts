import { openApart } from '../harness/apart.js';
import { provision } from '../harness/installation.js';
import { type Workshop } from '../harness/workshop.js';

/** Makes a company with a long history: in its log, in the topic, and folded. By a process that ends with it. */
export async function makeHistory(workshop: Workshop, services: readonly string[]): Promise<void> {
  await provision(workshop, services);
  workshop.log(`making a history of ${workshop.events} events: appending, shipping, folding`);
  const filling = await openApart('history/fill', workshop);
  try {
    await filling.measure({ writers: 1, seconds: 0 });
  } finally {
    await filling.close();
  }
}
