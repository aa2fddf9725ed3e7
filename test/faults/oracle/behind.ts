import { SERVICES_WITH_LOG } from '#libs/platform';
import { type World } from '../harness/world.js';
import { VIEWS } from './views.js';

/** By service: which logs its reactors read. */
const REACTS_TO: Readonly<Record<string, readonly string[]>> = { accounting: ['tasks'] };

interface At {
  readonly consumer: string;
  readonly source: string;
  readonly position: string;
}

/**
 * Who has not got to the end of the logs, in sentences: relays, reactors and views of the services that run. All is read
 * from one snapshot, so what a reactor has just appended does not count against those who read it.
 */
export async function behindWhat(world: World, tenant: string, services: readonly string[]): Promise<string[]> {
  return await world.asSuperuser(tenant, async (pool) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const read = async <Row extends object>(sql: string): Promise<Row[]> => (await client.query<Row>(sql)).rows;
      const heads = new Map<string, number>();
      for (const service of SERVICES_WITH_LOG) {
        const [head] = await read<{ position: string }>(`SELECT position FROM "${service}_log".head`);
        heads.set(service, Number(head?.position ?? 0));
      }
      const behind: string[] = [];
      for (const service of services) {
        const [relay] = await read<{ position: string }>(`SELECT position FROM "${service}_log".relay`);
        note(behind, `the relay of ${service}`, Number(relay?.position ?? 0), heads.get(service) ?? 0);
        const reactors = await read<At>(`SELECT * FROM "${service}_log".checkpoints`);
        for (const source of REACTS_TO[service] ?? [])
          note(behind, `the reactor of ${service}`, least(reactors, source), heads.get(source) ?? 0);
        // The table is made when the service first works for the tenant.
        const [table] = await read<{ made: boolean }>(
          `SELECT to_regclass('"${service}".checkpoints') IS NOT NULL AS made`,
        );
        const views = table?.made ? await read<At>(`SELECT * FROM "${service}".checkpoints`) : [];
        for (const { id, sources } of VIEWS[service] ?? [])
          for (const source of sources.keys())
            note(behind, `${id} in ${source}`, least(views, source, id), heads.get(source) ?? 0);
      }
      await client.query('COMMIT');
      return behind;
    } finally {
      client.release();
    }
  });
}

/** The least checkpoint in a source; 0 where there is none. */
function least(rows: readonly At[], source: string, consumer?: string): number {
  const own = rows.filter((row) => row.source === source && (consumer === undefined || row.consumer === consumer));
  return own.length === 0 ? 0 : Math.min(...own.map(({ position }) => Number(position)));
}

function note(behind: string[], who: string, position: number, head: number): void {
  if (position < head) behind.push(`${who} is at ${position} of ${head}`);
}
