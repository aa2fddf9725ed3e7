import { type Projection } from '#libs/projections';
import { users } from '../../../apps/auth/src/projections/users/users.projection.js';
import { departments } from '../../../apps/employees/src/projections/departments/departments.projection.js';
import { directory } from '../../../apps/employees/src/projections/directory/directory.projection.js';
import { positions } from '../../../apps/employees/src/projections/positions/positions.projection.js';
import { outbox } from '../../../apps/notifier/src/projections/outbox/outbox.projection.js';
import { recipients } from '../../../apps/notifier/src/projections/recipients/recipients.projection.js';
import { imports as taskImports } from '../../../apps/tasks/src/projections/imports/imports.projection.js';
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

/** By service: the views that are looked at. */
export const VIEWS = {
  auth: [users],
  employees: [directory, departments, positions],
  tasks: [taskList, assignablePeople, projects, taskImports],
  accounting: [accounts, accountCycles, cycles, imports, taskTitles],
  analytics: [balances, completedTasks, earningsByDay],
  notifier: [outbox, recipients],
} as unknown as Readonly<Record<string, readonly Projection[]>>;

/** By view: what is sealed in the logs, of which only the services have the keys. */
export const PERSONAL: Readonly<Record<string, readonly string[]>> = {
  [users.id]: ['login', 'name', 'email'],
  [directory.id]: ['name'],
  [recipients.id]: ['name', 'email'],
};
