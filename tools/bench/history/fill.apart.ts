import { setTimeout as pause } from 'node:timers/promises';
import { EventLog } from '#libs/event-store';
import { uuidv7 } from '#libs/kernel';
import { Views } from '#libs/projections';
import { type ApartWorkshop } from '../harness/apart.main.js';
import { TENANT } from '../harness/installation.js';
import { openService } from '../harness/service.js';
import { type Contender } from '../harness/types.js';
import { balancesOf } from './balances.js';
import { newEntry, SERVICE } from './entries.js';

const CHUNK = 500;
const LOOK_MS = 100;

/** Appends the history, and lets the service ship it and fold it, as it does with whatever is appended. */
export async function open({ events: total, progress, ...place }: ApartWorkshop): Promise<Contender> {
  const view = balancesOf(SERVICE);
  const app = await openService(place as ApartWorkshop, { service: SERVICE, projections: [view] });
  const [log, views] = [app.get(EventLog, { strict: false }), app.get(Views, { strict: false })];
  const unit = 'events';

  async function append(): Promise<void> {
    for (let done = 0; done < total; done += CHUNK) {
      const events = Array.from({ length: Math.min(CHUNK, total - done) }, (_, n) => newEntry(done + n + 1));
      const { outcome } = await log.append(TENANT, { events, actor: 'system:bench', correlationId: uuidv7() });
      if (outcome !== 'appended') throw new Error(`The history was to be appended, and the outcome is ${outcome}.`);
      progress({ doing: 'appending', done: done + events.length, total, unit });
    }
  }
  async function follow(doing: string, position: () => Promise<number>): Promise<void> {
    for (let done = 0; done < total; await pause(LOOK_MS))
      progress({ doing, done: (done = await position()), total, unit });
  }
  return {
    async measure() {
      const began = performance.now();
      await append();
      await follow('shipping', async () => (await log.relayProgress(TENANT)).position);
      await follow('folding', async () => (await views.checkpoint(TENANT, view, SERVICE)).position);
      return total / ((performance.now() - began) / 1_000);
    },
    check: () => Promise.resolve(),
    close: () => app.close(),
  };
}
