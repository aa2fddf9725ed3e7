import { Injectable } from '@nestjs/common';
import { EventLog, logHeads } from '#libs/event-store';
import { unavailable } from '#libs/kernel';
import { Subscriptions } from '#libs/messaging';
import { TenantDatabases } from '#libs/tenancy';
import { ParkedCauses } from './parked-causes.js';
import { POST_ENTRIES } from './post-entry.js';

const WAIT_MS = 15_000;

/**
 * A cycle is closed late rather than early: only when everything that tasks had said is in the ledger, and everything
 * in the ledger is in the views from which the close is reckoned.
 */
@Injectable()
export class LedgerCaughtUp {
  constructor(
    private readonly databases: TenantDatabases,
    private readonly log: EventLog,
    private readonly subscriptions: Subscriptions,
    private readonly parked: ParkedCauses,
  ) {}

  /** @throws DomainError `ledger-behind` (503) when the tasks' log has not been worked up within 15 s */
  async withTasks(tenant: string): Promise<void> {
    const tasks = await this.headOfTasks(tenant);
    if (!tasks || tasks.position === 0) return;
    await this.wait(tenant, 'tasks', tasks.epoch, tasks.position);
    // Waiting is for whoever reads now; a reactor that has not begun to read yet is not among them.
    const entered = await this.log.checkpoint(tenant, POST_ENTRIES, 'tasks');
    if (entered.epoch < tasks.epoch || (entered.epoch === tasks.epoch && entered.position < tasks.position))
      throw behind('tasks', tasks.epoch, tasks.position);
  }

  /**
   * @throws DomainError `ledger-behind` (503) when the views have not caught up with the own log within 15 s,
   *   `ledger-incomplete` (409) when something of it was set aside
   */
  async withItself(tenant: string): Promise<void> {
    const { epoch, position } = await this.log.head(tenant);
    if (position > 0) await this.wait(tenant, 'accounting', epoch, position);
    await this.parked.assertNoneInView(tenant);
  }

  /** Up to which position of the tasks' log the ledger has got, and where that log ends. */
  async entered(tenant: string): Promise<{ position: number; head: number }> {
    const tasks = await this.headOfTasks(tenant);
    const { epoch, position } = await this.log.checkpoint(tenant, POST_ENTRIES, 'tasks');
    return { position: epoch === tasks?.epoch ? position : 0, head: tasks?.position ?? 0 };
  }

  private async headOfTasks(tenant: string) {
    const heads = await logHeads(await this.databases.of(tenant));
    return heads.find(({ service }) => service === 'tasks');
  }

  private async wait(tenant: string, source: string, epoch: number, position: number): Promise<void> {
    if (await this.subscriptions.reached(tenant, source, epoch, position, WAIT_MS)) return;
    throw behind(source, epoch, position);
  }
}

const behind = (source: string, epoch: number, position: number) =>
  unavailable('ledger-behind', `The ledger has not caught up with ${source}=${epoch}.${position} yet; try again.`);
