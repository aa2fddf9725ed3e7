import { findEventType } from '#libs/contracts';
import { type Pool } from 'pg';
import { type PreparedCommand } from './prepared.js';

/**
 * Sees to it that a log holds the text of every schema it uses, before its first use. What one log is known to hold is
 * remembered for as long as the process lives.
 */
export class SchemaTexts {
  private readonly known = new Set<string>();

  constructor(
    private readonly service: string,
    private readonly schema: string,
  ) {}

  async ensure(pool: Pool, commands: readonly PreparedCommand[]): Promise<void> {
    const missing = new Map<string, { event: string; version: number }>();
    for (const { events } of commands)
      for (const { event, schemaVersion } of events) {
        const name = `${event} ${schemaVersion}`;
        if (!this.known.has(name)) missing.set(name, { event, version: schemaVersion });
      }
    if (missing.size === 0) return;
    await this.keep(pool, [...missing.values()]);
    for (const name of missing.keys()) this.known.add(name);
  }

  /** The log may be an older copy of itself: whatever it was known to hold is looked after again. */
  forget(): void {
    this.known.clear();
  }

  /** Sees to it that the log holds the texts of these. */
  async keep(pool: Pool, types: readonly { event: string; version: number }[]): Promise<void> {
    const texts = types.map(({ event, version }) => {
      const type = findEventType(this.service, event, version);
      if (!type) throw new Error(`The catalogue lacks ${this.service}.${event} in version ${version}.`);
      return type.schema;
    });
    await pool.query(`SELECT "${this.schema}".record_schemas($1, $2, $3)`, [
      types.map(({ event }) => event),
      types.map(({ version }) => version),
      texts,
    ]);
  }
}
