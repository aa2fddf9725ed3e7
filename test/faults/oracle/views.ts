import { type Projection, tableName } from '#libs/projections';
import { type World } from '../harness/world.js';
import { accountCycles } from '../../../apps/accounting/src/projections/account-cycles/account-cycles.projection.js';
import { accounts } from '../../../apps/accounting/src/projections/accounts/accounts.projection.js';
import { cycles } from '../../../apps/accounting/src/projections/cycles/cycles.projection.js';
import { imports } from '../../../apps/accounting/src/projections/imports/imports.projection.js';
import { taskTitles } from '../../../apps/accounting/src/projections/task-titles/task-titles.projection.js';
import { balances } from '../../../apps/analytics/src/projections/balances/balances.projection.js';
import { completedTasks } from '../../../apps/analytics/src/projections/completed-tasks/completed-tasks.projection.js';
import { earningsByDay } from '../../../apps/analytics/src/projections/earnings-by-day/earnings-by-day.projection.js';
import { assignablePeople } from '../../../apps/tasks/src/projections/assignable-people/assignable-people.projection.js';
import { projects } from '../../../apps/tasks/src/projections/projects/projects.projection.js';
import { taskList } from '../../../apps/tasks/src/projections/task-list/task-list.projection.js';
import { type Logs } from './logs.js';

/** By service: the views that are looked at. */
export const VIEWS = {
  tasks: [taskList, assignablePeople, projects],
  accounting: [accounts, accountCycles, cycles, imports, taskTitles],
  analytics: [balances, completedTasks, earningsByDay],
} as unknown as Readonly<Record<string, readonly Projection[]>>;

type Table = Projection['table'];

/** Folds every view anew, in one go, and compares it with its table, and its lines with theirs. */
export async function wrongViews(
  world: World,
  tenant: string,
  services: readonly string[],
  logs: Logs,
): Promise<string[]> {
  return await world.asSuperuser(tenant, async (client) => {
    const wrong: string[] = [];
    for (const view of services.flatMap((service) => VIEWS[service] ?? [])) {
      const events = [...view.sources].flatMap(([source, names]) =>
        (logs[source] ?? []).filter(({ event }) => names.has(event)),
      );
      const { upserts, lines } = view.fold([], events);
      const stored = async (table: Table): Promise<string[]> => {
        const { rows } = await client.query<{ row: object }>(
          `SELECT to_jsonb(t) AS row FROM ${tableName({ table })} t`,
        );
        return rows.map(({ row }) => textOf(table, row as Record<string, unknown>, 'name')).sort();
      };
      const folded = (table: Table, rows: readonly object[]): string[] =>
        rows.map((row) => textOf(table, row as Record<string, unknown>, 'property')).sort();
      wrong.push(...difference(view.id, folded(view.table, upserts), await stored(view.table)));
      if (view.lines)
        wrong.push(...difference(`${view.id}, lines`, folded(view.lines, lines), await stored(view.lines)));
    }
    return wrong;
  });
}

/** A row as one text, its columns in one order: as the fold has it, or as PostgreSQL's JSON has it. */
function textOf({ columns }: Table, row: Readonly<Record<string, unknown>>, by: 'name' | 'property'): string {
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
