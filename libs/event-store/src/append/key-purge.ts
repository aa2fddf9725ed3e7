import { type Pool } from 'pg';

/** Milliseconds between two purges of one log by one process. */
const EVERY_MS = 10 * 60_000;
const STEP = 1_000;

/**
 * Takes away idempotency keys that are older than 48 hours. It comes along with the use of keys: a log that gets no new
 * ones is not visited.
 */
export class KeyPurge {
  private next = 0;

  constructor(
    private readonly schema: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** To be called after keys were recorded. Answers how many old ones were taken away; most often it is not time yet. */
  async afterUse(pool: Pool): Promise<number> {
    if (this.now() < this.next) return 0;
    this.next = this.now() + EVERY_MS;
    let purged = 0;
    for (;;) {
      const { rows } = await pool.query<{ n: number }>(`SELECT "${this.schema}".purge_idempotency_keys($1) AS n`, [
        STEP,
      ]);
      const step = rows[0]?.n ?? 0;
      purged += step;
      if (step < STEP) return purged;
    }
  }
}
