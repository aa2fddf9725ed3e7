import type pg from 'pg';
import { Stopwatch } from '../harness/cost.js';
import { type ApartWorkshop } from '../harness/apart.main.js';
import { openPool } from '../harness/connections.js';
import { type Contender } from '../harness/types.js';
import { assertBalances, entryAt, type Entry } from '../history/entries.js';
import { loadPeer } from '../peers.js';

/** What we use of the package. */
interface Emmett {
  readonly getPostgreSQLEventStore: (url: string) => EventStore;
  readonly pongoMultiStreamProjection: (options: {
    readonly collectionName: string;
    readonly canHandle: readonly string[];
    readonly getDocumentId: (event: Stored) => string;
    readonly evolve: (document: Balance | null, event: Stored) => Balance;
  }) => object;
  readonly rebuildPostgreSQLProjections: (options: { connectionString: string; projections: readonly object[] }) => {
    start(): Promise<void>;
    close(): Promise<void>;
  };
}

interface EventStore {
  readonly schema: { migrate(): Promise<unknown> };
  appendToStream(stream: string, events: readonly Stored[]): Promise<unknown>;
  close(): Promise<void>;
}

interface Stored {
  readonly type: string;
  readonly data: Entry['body'];
}

interface Balance {
  readonly account: string;
  readonly balance: number;
}

const DATABASE = 'bench_emmett';
const CHUNK = 500;
const COLLECTION = 'balances';

const accountOf = ({ data }: Stored): string => `employee:${data.assigneeId}`;

/** The same fold, as a document for each person. */
function evolve(document: Balance | null, event: Stored): Balance {
  const { data } = event;
  const account = accountOf(event);
  return { account, balance: (document?.balance ?? 0) + (data.to === account ? data.amount : -data.amount) };
}

/** Its own rebuild, of the first events of the same history, which are appended to its own store before. */
export async function open({ server, events, log, progress }: ApartWorkshop): Promise<Contender> {
  const emmett = await loadPeer<Emmett>('@event-driven-io/emmett-postgresql', log);
  const { host, port, superuser: user, password } = server;
  const database: pg.ClientConfig = { host, port, user, password, database: DATABASE };
  const url = `postgresql://${user}:${password}@${host}:${port}/${DATABASE}`;
  const looking = openPool(database, 1);
  const store = emmett.getPostgreSQLEventStore(url);
  await store.schema.migrate();
  for (let done = 0; done < events; done += CHUNK) {
    const chunk = Array.from({ length: Math.min(CHUNK, events - done) }, (_, n) => entryAt(done + n + 1));
    await store.appendToStream(
      'ledger',
      chunk.map(({ event: type, body: data }) => ({ type, data })),
    );
    progress({ doing: 'appending for Emmett', done: done + chunk.length, total: events, unit: 'events' });
  }
  const projection = emmett.pongoMultiStreamProjection({
    collectionName: COLLECTION,
    canHandle: ['AssignmentFeeCharged', 'CompletionRewardCredited'],
    ...{ getDocumentId: accountOf, evolve },
  });
  return {
    async measure() {
      // A second rebuild would empty the documents, and go on from where the first one ended.
      await looking.query('DELETE FROM emt_processors');
      const watch = new Stopwatch();
      const rebuild = emmett.rebuildPostgreSQLProjections({ connectionString: url, projections: [projection] });
      await rebuild.start();
      const rate = events / watch.seconds;
      log(watch.tell('emmett-postgresql', events));
      await rebuild.close();
      return rate;
    },
    async check() {
      const { rows } = await looking.query<{ data: Balance }>(`SELECT data FROM ${COLLECTION}`);
      assertBalances(
        'emmett-postgresql',
        rows.map(({ data }) => data),
        events,
      );
    },
    async close() {
      await store.close();
      await looking.end();
    },
  };
}
