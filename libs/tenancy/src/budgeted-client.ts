import pg from 'pg';
import { type ConnectionBudget } from './connection-budget.js';

type ConnectCallback = (error?: Error) => void;

/** The options of its pool, which is all that `pg` tells a client of it. */
export interface BudgetedClientOptions extends pg.ClientConfig {
  readonly budget: ConnectionBudget;
}

/** Half of the time is for a place in the budget, so that some is left to connect in. */
const BUDGET_SHARE = 0.5;

/** A client that opens its connection only when the process's budget allows one more, and gives that back at its end. */
export class BudgetedClient extends pg.Client {
  private readonly budget: ConnectionBudget;
  private readonly patienceMs: number;
  private holdsPlace = false;

  constructor(options: BudgetedClientOptions) {
    super(options);
    this.budget = options.budget;
    this.patienceMs = (options.connectionTimeoutMillis ?? 0) * BUDGET_SHARE;
    this.once('end', () => this.giveBack());
    // A connection that breaks while somebody has it but no query runs must not end the process: the next query fails.
    this.on('error', () => {});
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.Client> | void {
    const opened = this.open();
    if (callback === undefined) return opened;
    opened.then(() => callback(), callback);
  }

  private async open(): Promise<pg.Client> {
    await this.budget.acquire(this.patienceMs);
    this.holdsPlace = true;
    try {
      return await super.connect();
    } catch (error) {
      this.giveBack();
      throw error;
    }
  }

  private giveBack(): void {
    if (!this.holdsPlace) return;
    this.holdsPlace = false;
    this.budget.release();
  }
}
