import { setTimeout as pause } from 'node:timers/promises';
import { type ActRow, Rebuilds, tableName, Views } from '#libs/projections';
import { Stopwatch } from '../harness/cost.js';
import { type ApartWorkshop } from '../harness/apart.main.js';
import { TENANT } from '../harness/installation.js';
import { openService } from '../harness/service.js';
import { type Contender } from '../harness/types.js';
import { balancesOf } from '../history/balances.js';
import { assertBalances, SERVICE } from '../history/entries.js';

const LOOK_MS = 200;

/** The service itself, which is told to rebuild its view, as `aviary projections rebuild` tells it. */
export async function rebuilding(workshop: ApartWorkshop, origin: ActRow['origin']): Promise<Contender> {
  const { events, progress, log, ...place } = workshop;
  const view = balancesOf(SERVICE);
  const app = await openService({ events, ...place }, { service: SERVICE, projections: [view] });
  const [rebuilds, views] = [app.get(Rebuilds, { strict: false }), app.get(Views, { strict: false })];

  async function show(signal: AbortSignal): Promise<void> {
    const doing = `rebuilding from ${origin}`;
    while (!signal.aborted) {
      const act = (await rebuilds.acts(TENANT)).find(({ state }) => state === 'running');
      if (act) progress({ doing, done: act.done, total: events, unit: 'events' });
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return {
    async measure() {
      const showing = new AbortController();
      const shown = show(showing.signal);
      const watch = new Stopwatch();
      await rebuilds.begin({ tenant: TENANT, view, act: 'rebuild', origin });
      await rebuilds.settled(TENANT);
      const rate = events / watch.seconds;
      log(watch.tell(`aviary, from ${origin}`, events));
      showing.abort();
      await shown;
      return rate;
    },
    async check() {
      const [act] = await rebuilds.acts(TENANT);
      if (act?.state !== 'done' || act.done !== events)
        throw new Error(`The rebuild was to be done with ${events} events: ${JSON.stringify(act)}.`);
      const { pool } = await views.database(TENANT, view);
      const { rows } = await pool.query<{ account: string; balance: string }>(
        `SELECT account, balance FROM ${tableName(view)}`,
      );
      assertBalances('aviary', rows, events);
    },
    close: () => app.close(),
  };
}
