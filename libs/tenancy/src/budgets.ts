import { type ServiceConfig } from '#libs/platform';
import { ConnectionBudget } from './connection-budget.js';
import { OpenDatabases } from './open-databases.js';

/**
 * A fifth of a process's connections are for the control database. Whoever works in a tenant's database may need it too
 * (never the other way round), so the two have budgets of their own and cannot wait for each other in a ring.
 */
const CONTROL_SHARE = 0.2;

/** Open databases per connection: one that has no connection costs nothing but memory. */
const OPEN_PER_CONNECTION = 4;

/** What all services of a process share. */
interface Budgets {
  /** Connections to the control database. */
  readonly control: ConnectionBudget;
  /** Connections to databases of tenants. */
  readonly tenants: ConnectionBudget;
  readonly open: OpenDatabases;
}

let ofProcess: Budgets | undefined;

/** The budgets of the process, however many services live in it: the first that asks sets their size. */
export function processBudgets({ pools }: Pick<ServiceConfig, 'pools'>): Budgets {
  if (ofProcess === undefined) {
    const control = Math.max(1, Math.round(pools.perProcess * CONTROL_SHARE));
    // Two at least: who migrates a schema needs two at the same time.
    const tenants = Math.max(2, pools.perProcess - control);
    ofProcess = {
      control: new ConnectionBudget(control),
      tenants: new ConnectionBudget(tenants),
      open: new OpenDatabases(tenants * OPEN_PER_CONNECTION),
    };
  }
  return ofProcess;
}
