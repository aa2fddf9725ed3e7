import type pg from 'pg';
import { type Checkpoint, type LogReplay } from '#libs/messaging';
import { inTransaction, type TenantDatabase } from '#libs/tenancy';
import { type Projection } from '../projection.js';
import { Filling, type FillingLimits } from './filling.js';
import { type Act, noteChange, type Origin } from './rebuild-rows.js';
import { type Shadow } from './shadow.js';

/** How often is written down how far an act is, in milliseconds. */
const NOTE_MS = 400;

/** What acts are done with. */
export interface ActTools {
  readonly database: TenantDatabase;
  /** Of a session that holds the view's lock, and ends with the act. */
  readonly client: pg.ClientBase;
  readonly replay: LogReplay;
  readonly limits: FillingLimits;
  readonly signal: AbortSignal;
}

/** What has come of an act since it was last told. */
export interface Moved {
  /** Events that were folded, or passed over, since then. */
  readonly events: number;
  /** In all, and of how many as far as is known. */
  readonly done: number;
  readonly total: number;
}

/** One act on one view of one tenant, with what it is done with. */
export class ViewAct {
  private measured = 0;
  private begun: { readonly at: number; readonly done: number } | undefined;
  private notedAt = Number.NEGATIVE_INFINITY;

  constructor(
    readonly view: Projection,
    readonly act: Act,
    private readonly origin: Origin,
    readonly tools: ActTools,
    private readonly measure: (moved: Moved) => void,
  ) {}

  /** How far it has to get, as far as is known. */
  total = 0;

  filling(shadow: Shadow, at: Map<string, Checkpoint>): Filling {
    const { database, client, replay, limits, signal } = this.tools;
    return new Filling(this.view, shadow, at, {
      open: (subscriber) => replay.open(database.tenant, subscriber, this.origin, signal),
      transaction: (work) => inTransaction(client, work),
      progressed: (filling) => this.progressed(filling),
      limits,
    });
  }

  /** @throws Error upon the signal */
  private async progressed({ position: done }: Filling): Promise<void> {
    const { client, signal } = this.tools;
    signal.throwIfAborted();
    const now = performance.now();
    this.begun ??= { at: now, done: (this.measured = done) };
    this.measure({ events: done - this.measured, done, total: this.total });
    this.measured = done;
    if (now - this.notedAt < NOTE_MS) return;
    this.notedAt = now;
    const total = Math.max(this.total, done);
    await noteChange(client, this.view, this.act, { state: 'running', done, total, rate: this.rate(done) });
  }

  private rate(done: number): number {
    const { at, done: before } = this.begun ?? { at: 0, done };
    const seconds = (performance.now() - at) / 1_000;
    return seconds > 0 ? (done - before) / seconds : 0;
  }
}
