import { Subscriptions } from '#libs/messaging';
import { tableName } from '#libs/projections';
import { databaseOf } from '#libs/tenancy';
import { type ApartWorkshop } from '../harness/apart.main.js';
import { openPool } from '../harness/connections.js';
import { Stopwatch } from '../harness/cost.js';
import { TENANT } from '../harness/installation.js';
import { openService } from '../harness/service.js';
import { type Contender } from '../harness/types.js';
import { balancesOf } from '../history/balances.js';
import { assertBalances, SERVICE } from '../history/entries.js';

const READER = 'analytics';
const PATIENCE_MS = 600_000;
const EPOCH = 1;
const view = balancesOf(READER);
const TABLE = tableName(view);

interface Row {
  readonly account: string;
  readonly balance: string;
}

/**
 * Another service, which folds the ledger's topic live: its consumer, its lanes, its views, as in every installation. Timed
 * is from the first batch that is in its table to the last one: what joining the group takes does not count.
 */
export function open({ log, progress, ...place }: ApartWorkshop): Promise<Contender> {
  const { events } = place;
  const { host, port, superuser: user, password } = place.server;
  const looking = openPool({ host, port, user, password, database: databaseOf(TENANT) }, 1);
  let round = 0;

  /** As if nothing had been folded yet. Where its group reads on stays: another round is another group. */
  async function empty(): Promise<void> {
    const begin = `UPDATE ${READER}.checkpoints SET position = 0 WHERE consumer = '${view.id}'`;
    await looking.query(`TRUNCATE ${TABLE}; ${begin}`);
  }
  async function position(): Promise<number> {
    const stored = `SELECT position FROM ${READER}.checkpoints WHERE consumer = $1`;
    return Number((await looking.query<{ position: string }>(stored, [view.id])).rows[0]?.position);
  }
  async function follow(subscriptions: Subscriptions): Promise<number> {
    const whole = new Stopwatch();
    const reach = (to: number) => subscriptions.reached(TENANT, SERVICE, EPOCH, to, PATIENCE_MS);
    await reach(1);
    const watch = new Stopwatch();
    const before = await position();
    progress({ doing: 'folding from Kafka', done: before, total: events, unit: 'events' });
    if (!(await reach(events))) throw new Error(`The view has not got to ${events} in time.`);
    // So few that they have come at once: then the joining counts.
    const rate = before < events ? (events - before) / watch.seconds : events / whole.seconds;
    log((before < events ? watch : whole).tell('aviary, live from Kafka', events - (before % events)));
    return rate;
  }
  return Promise.resolve({
    async measure() {
      if (round > 0) await empty();
      round += 1;
      const group = `bench.${process.pid}.${round}`;
      const app = await openService(place, { service: READER, projections: [view], group });
      try {
        return await follow(app.get(Subscriptions, { strict: false }));
      } finally {
        await app.close();
      }
    },
    async check() {
      const { rows } = await looking.query<Row>(`SELECT account, balance FROM ${TABLE}`);
      assertBalances('aviary', rows, events);
    },
    close: () => looking.end(),
  });
}
