import { type Projection, tableName } from '#libs/projections';
import { type World } from '../harness/world.js';
import { type Behind } from './behind.js';
import { PERSONAL, VIEWS } from './known-views.js';
import { type Logs } from './logs.js';

type Table = Projection['table'];
type Columns = Table['columns'];

/** What is looked at: views of these services, but for those that are still on their way. */
interface Looked {
  readonly services: readonly string[];
  readonly behind: readonly Behind[];
  readonly logs: Logs;
}

/** Folds every view anew, in one go, and compares it with its table, and its lines with theirs. */
export async function wrongViews(world: World, tenant: string, { services, behind, logs }: Looked): Promise<string[]> {
  return await world.asSuperuser(tenant, async (client) => {
    const wrong: string[] = [];
    const there = services
      .flatMap((service) => VIEWS[service] ?? [])
      .filter(({ id }) => !behind.some(({ view }) => view === id));
    for (const view of there) {
      const events = [...view.sources].flatMap(([source, names]) =>
        (logs[source] ?? []).filter(({ event }) => names.has(event)),
      );
      const { upserts, lines } = view.fold([], events);
      const stored = async (table: Table, columns: Columns): Promise<string[]> => {
        const { rows } = await client.query<{ row: object }>(
          `SELECT to_jsonb(t) AS row FROM ${tableName({ table })} t`,
        );
        return rows.map(({ row }) => textOf(columns, row as Record<string, unknown>, 'name')).sort();
      };
      const folded = (columns: Columns, rows: readonly object[]): string[] =>
        rows.map((row) => textOf(columns, row as Record<string, unknown>, 'property')).sort();
      const personal = PERSONAL[view.id] ?? [];
      const open = view.table.columns.filter(({ name }) => !personal.includes(name));
      wrong.push(...difference(view.id, folded(open, upserts), await stored(view.table, open)));
      if (view.lines) {
        const { columns } = view.lines;
        wrong.push(...difference(`${view.id}, lines`, folded(columns, lines), await stored(view.lines, columns)));
      }
    }
    return wrong;
  });
}

/** A row as one text, its columns in one order: as the fold has it, or as PostgreSQL's JSON has it. */
function textOf(columns: Columns, row: Readonly<Record<string, unknown>>, by: 'name' | 'property'): string {
  const values = columns.map(({ [by]: name, type }) => {
    const value = row[name] ?? null;
    return type === 'instant' && typeof value === 'string' ? Date.parse(value) : value;
  });
  return JSON.stringify(values);
}

/** The first row that is only on one side. */
function difference(view: string, folded: readonly string[], stored: readonly string[]): string[] {
  const [ours, theirs] = [new Set(folded), new Set(stored)];
  const missing = folded.find((row) => !theirs.has(row));
  const strange = stored.find((row) => !ours.has(row));
  if (missing === undefined && strange === undefined && folded.length === stored.length) return [];
  return [`${view} is not its fold: it lacks ${missing ?? 'nothing'}, and has ${strange ?? 'nothing'} instead`];
}
