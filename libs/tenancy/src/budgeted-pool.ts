import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { BudgetedClient } from './budgeted-client.js';
import { columnTypes } from './column-types.js';
import { type Connection, CONNECT_TIMEOUT_MS } from './connection.js';
import { type BudgetedPool as Budgeted, type ConnectionBudget } from './connection-budget.js';
import { unreachable } from './trouble.js';

type Checkout = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

export interface BudgetedPoolOptions extends pg.PoolConfig {
  readonly budget: ConnectionBudget;
}

const POLL_MS = 10;
const log = new Logger('DatabasePool');

/**
 * A `pg` pool whose connections count against the process's budget, and which tells any failure to get one as DomainError
 * `database-unavailable`.
 */
export class BudgetedPool extends pg.Pool implements Budgeted {
  private readonly budget: ConnectionBudget;
  lastUsed = Date.now();

  constructor(options: BudgetedPoolOptions) {
    super({ ...options, Client: BudgetedClient as unknown as NonNullable<pg.PoolConfig['Client']> });
    this.budget = options.budget;
    this.budget.add(this);
    this.on('error', ({ message }: Error) => log.warn(`an idle connection of ${options.user} broke: ${message}`));
    this.on('release', (_error: Error, client: pg.PoolClient) => this.giveUpIfWanted(client));
  }

  /** Whether anybody works with one of its connections or waits for one. */
  get busy(): boolean {
    return this.totalCount > this.idleCount || this.waitingCount > 0;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Checkout): void;
  override connect(callback?: Checkout): Promise<pg.PoolClient> | void {
    this.lastUsed = Date.now();
    if (callback === undefined) return super.connect().catch((error: unknown) => Promise.reject(unreachable(error)));
    super.connect((error, client, done) => callback(error && unreachable(error), client, done));
  }

  get spare(): number {
    return this.idleCount - this.waitingCount;
  }

  /** Taking one out and giving it back is all it takes: then it is given up, if the budget still wants it. */
  offerSpare(): void {
    super.connect().then(
      (client) => client.release(),
      () => {},
    );
  }

  /** Waits until nobody works with it or waits for it, at most for so long: `end` forgets those who wait. */
  async quiet(patienceMs: number): Promise<void> {
    const until = Date.now() + patienceMs;
    while (this.busy && Date.now() < until) await pause(POLL_MS);
  }

  override end(): Promise<void>;
  override end(callback: () => void): void;
  override end(callback?: () => void): Promise<void> | void {
    this.budget.remove(this);
    return callback === undefined ? super.end() : super.end(callback);
  }

  /** A client that was ended is not kept by the pool. */
  private giveUpIfWanted(client: pg.PoolClient): void {
    if (!this.budget.wantsOne) return;
    this.budget.promise();
    void client.end();
  }
}

/** The options of a pool to a database of ours. */
export function poolOptions(
  connection: Connection,
  budget: ConnectionBudget,
  limits: { max: number; idleMs: number; name: string },
): BudgetedPoolOptions {
  return {
    ...connection,
    budget,
    max: limits.max,
    types: columnTypes,
    idleTimeoutMillis: limits.idleMs,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: limits.name,
  };
}
