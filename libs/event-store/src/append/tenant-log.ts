import { type Pool } from 'pg';
import { type AppendOutcome } from '../types.js';
import { callAppend, type Answered } from './call.js';
import { Coordinator } from './coordinator.js';
import { KeyPurge } from './key-purge.js';
import { type PreparedCommand } from './prepared.js';
import { SchemaTexts } from './schema-texts.js';

/** One call of `append`, as it is measured. */
export interface AppendCall {
  readonly commands: number;
  readonly events: number;
  readonly seconds: number;
}

export interface TenantLogParts {
  readonly service: string;
  /** Asked anew for each call: a pool may be closed when it was idle. */
  readonly pool: () => Promise<Pool>;
  /** After events were recorded, with the last position. Must not throw. */
  readonly onAppended: (position: number) => void;
  /** After each call that was answered. */
  readonly onCall: (call: AppendCall) => void;
  /** What went wrong beside the appending, for the log of the process. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** The name of the schema a service's log is in. */
export function logSchema(service: string): string {
  return `${service}_log`;
}

/** The writing side of one tenant's log in this process. */
export class TenantLog {
  private readonly coordinator = new Coordinator((commands) => this.send(commands));
  private readonly schema: string;
  private readonly schemaTexts: SchemaTexts;
  private readonly keyPurge: KeyPurge;

  constructor(private readonly parts: TenantLogParts) {
    this.schema = logSchema(parts.service);
    this.schemaTexts = new SchemaTexts(parts.service, this.schema);
    this.keyPurge = new KeyPurge(this.schema);
  }

  append(command: PreparedCommand): Promise<AppendOutcome> {
    return this.coordinator.append(command);
  }

  /** Sees to it that the log has the text of a schema that something else than `append` is about to use. */
  keepSchema(pool: Pool, event: string, version: number): Promise<void> {
    return this.schemaTexts.keep(pool, [{ event, version }]);
  }

  /** The log was put back, maybe to before it had what it is known to have. */
  forgetSchemas(): void {
    this.schemaTexts.forget();
  }

  private async send(commands: readonly PreparedCommand[]): Promise<Answered[]> {
    const pool = await this.parts.pool();
    await this.schemaTexts.ensure(pool, commands);
    for (const { sent } of commands) sent?.(commands.length);
    const began = performance.now();
    const answers = await callAppend(pool, this.schema, commands);
    this.tellAppended(answers);
    const seconds = (performance.now() - began) / 1_000;
    this.parts.onCall({
      commands: commands.length,
      events: commands.reduce((sum, { events }) => sum + events.length, 0),
      seconds,
    });
    if (commands.some(({ idempotency }) => idempotency)) this.purge(pool);
    return answers;
  }

  private tellAppended(answers: readonly Answered[]): void {
    let last = 0;
    for (const { outcome, own } of answers)
      if (outcome.outcome === 'appended' || (outcome.outcome === 'duplicate' && own))
        last = Math.max(last, outcome.position);
    if (last > 0) this.parts.onAppended(last);
  }

  private purge(pool: Pool): void {
    this.keyPurge
      .afterUse(pool)
      .catch((error: unknown) => this.parts.onTrouble('old idempotency keys were not purged', error));
  }
}
