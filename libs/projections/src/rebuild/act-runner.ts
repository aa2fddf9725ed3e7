import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { DomainError } from '#libs/kernel';
import { type LogReplay } from '#libs/messaging';
import { messageOf } from '#libs/platform';
import { type TenantDatabase, type TenantDatabases } from '#libs/tenancy';
import { FoldError } from '../errors.js';
import { type Projection } from '../projection.js';
import { type Moved, ViewAct } from './act.js';
import { type FillingLimits } from './filling.js';
import { type Act, type ActRow, noteChange, type Origin, readActs, tryLock } from './rebuild-rows.js';
import { rebuildView, rollBackView } from './rebuild-view.js';
import { Shadow } from './shadow.js';
import { verifyView } from './verify-view.js';

/** What somebody wants to be done to a view. */
export interface Wanted {
  readonly tenant: string;
  readonly view: Projection;
  readonly act: Act;
  readonly origin: Origin;
}

/** The same, when it is somebody's turn. */
export interface Assignment extends Wanted {
  /** Whether somebody had begun it: what is there is gone on with. */
  readonly resumed: boolean;
}

export interface RunnerParts {
  readonly databases: TenantDatabases;
  readonly replay: LogReplay;
  readonly limits: FillingLimits;
  /** Sees to it that the tables are there. */
  readonly prepare: (database: TenantDatabase) => Promise<void>;
  readonly measure: (assignment: Assignment, moved: Moved) => void;
}

/** Attempts in a row in which nothing was folded of what there was at the beginning, after which it is given up. */
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** What whoever works for long needs of its session, and how rows are best looked up in tables that nobody has analysed. */
const SESSION = `
  SET statement_timeout = 0;
  SET idle_in_transaction_session_timeout = '60s';
  SET enable_seqscan = off;
  SET enable_hashjoin = off;
  SET enable_mergejoin = off`;

/** How far an act has got, of what there was when it began: what came since goes on for ever, and says nothing of its progress. */
class Reach {
  position = 0;
  private end: number | undefined;

  moved({ done, total }: Moved): void {
    this.end ??= total;
    this.position = Math.max(this.position, Math.min(done, this.end));
  }
}

/** Does what is to be done to a view from beginning to end, in spite of parts that are away for a while. */
export class ActRunner {
  private readonly log = new Logger('Rebuilds');

  constructor(private readonly parts: RunnerParts) {}

  /** Never throws: how it ended is written down, unless the signal ended it; then it is to be gone on with. */
  async run(assignment: Assignment, signal: AbortSignal): Promise<void> {
    const { view, tenant, act } = assignment;
    const reached = new Reach();
    for (let failures = 1, resumed = assignment.resumed; ; failures += 1) {
      const before = reached.position;
      try {
        return await this.attempt({ ...assignment, resumed }, signal, reached);
      } catch (error) {
        if (signal.aborted) return;
        if (reached.position > before) failures = 1;
        resumed = true;
        const final = isFinal(error) || failures === ATTEMPTS;
        this.log.warn(`${act} of ${view.id} of ${tenant} ${final ? 'has failed' : 'is interrupted'}`, { err: error });
        if (final && error instanceof LockedError) return;
        if (final) return await this.fail(assignment, error);
        await pause(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), undefined, { signal }).catch(() => {});
      }
    }
  }

  /** All in one session, which holds the lock of the view: it is free when the process dies, or the connection breaks. */
  private async attempt(assignment: Assignment, signal: AbortSignal, reached: Reach): Promise<void> {
    const { tenant, view } = assignment;
    const database = await this.parts.databases.of(tenant);
    await this.parts.prepare(database);
    const client = await database.pool.connect();
    try {
      if (!(await tryLock(client, view.id)))
        throw new LockedError(`The lock of ${view.id} is held by another session.`);
      if (!(await isWanted(client, assignment))) return;
      await client.query(SESSION);
      await noteChange(client, view, assignment.act, { state: 'running' });
      const { replay, limits } = this.parts;
      const tools = { database, client, signal, replay, limits };
      const act = new ViewAct(view, assignment.act, assignment.origin, tools, (moved) => {
        reached.moved(moved);
        this.parts.measure(assignment, moved);
      });
      await this.act(act, assignment.resumed);
    } catch (error) {
      // What could never end is thrown away; what may only have to wait for a part that is away is kept.
      if (isFinal(error) && assignment.act === 'rebuild') await dropShadow(client, view);
      throw error;
    } finally {
      await client.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
      // With the session goes whatever was set in it.
      client.release(true);
    }
  }

  private async act(act: ViewAct, resumed: boolean): Promise<void> {
    const { view, tools } = act;
    if (act.act === 'rebuild') await rebuildView(act, resumed);
    else if (act.act === 'rollback') await rollBackView(act);
    else await noteChange(tools.client, view, 'verify', { state: 'done', result: await verifyView(act) });
    this.log.log(`${act.act} of ${view.id} of ${tools.database.tenant} is done`);
  }

  private async fail({ tenant, view, act }: Assignment, error: unknown): Promise<void> {
    const reason = error instanceof Error ? messageOf(error) : String(error);
    try {
      const { pool } = await this.parts.databases.of(tenant);
      await noteChange(pool, view, act, { state: 'failed', reason });
    } catch (cause) {
      this.log.warn(`that ${act} of ${view.id} of ${tenant} has failed could not be written down`, { err: cause });
    }
  }
}

/**
 * Somebody else is at it, to whom it is left when that lasts; or what waits for the view is being taken up; or the server has
 * not noticed yet that our connection broke.
 */
class LockedError extends Error {}

/** Waiting does not help. */
const isFinal = (error: unknown): boolean =>
  error instanceof FoldError || (error instanceof DomainError && error.kind === 'conflict');

/** Whether nobody else has done it meanwhile. */
async function isWanted(client: pg.ClientBase, { view, act }: Assignment): Promise<boolean> {
  const row = (await readActs(client, view.service)).find((each) => each.view === view.id && each.act === act);
  return row !== undefined && UNFINISHED.has(row.state);
}

export const UNFINISHED: ReadonlySet<ActRow['state']> = new Set(['waiting', 'running', 'interrupted']);

/** If it cannot be done, whoever is at the view next does it. */
async function dropShadow(client: pg.ClientBase, view: Projection): Promise<void> {
  await Shadow.resume(client, view).then(
    (known) => known?.shadow.drop().catch(() => undefined),
    () => undefined,
  );
}
