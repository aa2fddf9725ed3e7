import { type Pool } from 'pg';

/** How far a log has been shipped: the last position, and the offset the broker gave it (-1: nothing yet). */
export interface RelayProgress {
  readonly position: number;
  readonly offset: number;
  /** Epoch milliseconds; 0: never. */
  readonly updatedAt: number;
}

export async function relayProgress(pool: Pool, schema: string): Promise<RelayProgress> {
  const { rows } = await pool.query<Record<keyof RelayProgress, number | string>>(
    `SELECT position, "offset", updated_at AS "updatedAt" FROM "${schema}".relay`,
  );
  const [row] = rows;
  return {
    position: Number(row?.position ?? 0),
    offset: Number(row?.offset ?? -1),
    updatedAt: Number(row?.updatedAt ?? 0),
  };
}

/** Answers whether the progress moved: it never goes back, nor beyond the head. */
export async function relayAdvance(pool: Pool, schema: string, position: number, offset: number): Promise<boolean> {
  const { rows } = await pool.query<{ moved: boolean }>({
    name: `${schema}.relay-advance`,
    text: `SELECT "${schema}".relay_advance($1, $2) AS moved`,
    values: [position, offset],
  });
  return rows[0]?.moved ?? false;
}

/** Lets the relay ship again what comes after the position. Answers whether that is anything. */
export async function relayRewind(pool: Pool, schema: string, position: number): Promise<boolean> {
  const { rows } = await pool.query<{ moved: boolean }>(`SELECT "${schema}".relay_rewind($1) AS moved`, [position]);
  return rows[0]?.moved ?? false;
}
