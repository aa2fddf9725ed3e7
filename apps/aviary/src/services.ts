import { type ServiceDefinition } from '#libs/http';
import { accounting } from '../../accounting/src/accounting.module.js';
import { analytics } from '../../analytics/src/analytics.module.js';
import { auth } from '../../auth/src/auth.module.js';
import { employees } from '../../employees/src/employees.module.js';
import { gateway } from '../../gateway/src/gateway.module.js';
import { keeper } from '../../keeper/src/keeper.module.js';
import { notifier } from '../../notifier/src/notifier.module.js';
import { tasks } from '../../tasks/src/tasks.module.js';
import { tenants } from '../../tenants/src/tenants.module.js';

/** Makes databases and roles, so it is started first. */
export const FIRST = tenants;

/** The one public door, opened when everything behind it is there. */
export const LAST = gateway;

/** Started together, in no order. */
export const INNER: readonly ServiceDefinition[] = [auth, employees, tasks, accounting, analytics, notifier, keeper];

export const ALL: readonly ServiceDefinition[] = [FIRST, ...INNER, LAST];
