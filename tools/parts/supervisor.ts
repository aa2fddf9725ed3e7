import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endChild, startChild, type Child } from './child.js';
import { tail } from './log-file.js';
import type { Part } from './part.js';

const patience = 60_000;

/** Runs one part: starts it until it answers, notices when it dies, ends it. */
export class Supervisor {
  private child: Child | undefined;
  private stopping = false;

  constructor(
    readonly part: Part,
    private readonly logFolder: string,
    private readonly log: (line: string) => void,
    /** Told after each start and end, at once: what it writes down must be true if this process is killed next. */
    private readonly changed: () => void,
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  private get logFile(): string {
    return path.join(this.logFolder, `${this.part.name}.log`);
  }

  /** Returns when the part answers. Throws with the end of its log if it ends first, or does not answer in a minute. */
  async start(): Promise<void> {
    if (this.child) return;
    const started = Date.now();
    await this.part.prepare();
    for (;;) {
      const child = this.launch();
      const outcome = await this.untilReady(child, started + patience);
      if (outcome === undefined) break;
      const lines = tail(this.logFile, child.logFrom);
      if (this.child) await endChild(child, this.part.stopSignal);
      const again = !this.stopping && this.part.isPassing?.(lines) && Date.now() < started + patience;
      if (!again)
        throw new Error(`${this.part.title} did not start (${outcome}).\n${lines}\nThe whole log: ${this.logFile}`);
      await sleep(200);
    }
    await this.part.afterStart?.();
    this.log(`${this.part.title} is up (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  }

  private launch(): Child {
    this.stopping = false;
    const child = startChild(this.part.command(), this.logFile);
    this.child = child;
    this.changed();
    void child.ended.then((how) => {
      this.child = undefined;
      this.changed();
      if (!this.stopping) this.log(`${this.part.title} has ended (${how}); its log: ${this.logFile}`);
    });
    return child;
  }

  /** Undefined when it answers, else why it will not. */
  private async untilReady(child: Child, deadline: number): Promise<string | undefined> {
    let ended: string | undefined;
    void child.ended.then((how) => (ended = how));
    for (let last = ''; ; await sleep(40)) {
      if (ended !== undefined) return ended;
      if (Date.now() > deadline) return `no answer within ${patience / 1000} s: ${last}`;
      try {
        await this.part.ask();
        return undefined;
      } catch (error) {
        last = error instanceof Error ? error.message : String(error);
      }
    }
  }

  /** Returns when the process has ended; at once if there is none. */
  async stop(how: 'term' | 'kill' = 'term'): Promise<void> {
    const child = this.child;
    if (!child) return;
    this.stopping = true;
    await endChild(child, how === 'kill' ? 'SIGKILL' : this.part.stopSignal);
  }
}
