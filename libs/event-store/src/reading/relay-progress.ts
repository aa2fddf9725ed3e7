import { type Pool } from 'pg';

/** How far a log has been shipped. */
export interface RelayProgress {
  readonly position: number;
  /** The last one of the partition that is known to agree with the log: it was shipped, or compared; -1: nothing yet. */
  readonly offset: number;
  /** Epoch milliseconds; 0: never. */
  readonly updatedAt: number;
  /** Names the time from one start, restore or move of the database to the next. */
  readonly life: string;
  /** The life in which the log was last compared with its topic; null for none. */
  readonly comparedLife: string | null;
}

type Row = Record<'position' | 'offset' | 'updatedAt', number | string> & { life: string; comparedLife: string | null };

export async function relayProgress(pool: Pool, schema: string): Promise<RelayProgress> {
  const { rows } = await pool.query<Row>(
    `SELECT position, "offset", updated_at AS "updatedAt", relay.life AS "comparedLife", now.life
     FROM "${schema}".relay, "${schema}".life() AS now (life)`,
  );
  const [row] = rows;
  return {
    position: Number(row?.position ?? 0),
    offset: Number(row?.offset ?? -1),
    updatedAt: Number(row?.updatedAt ?? 0),
    life: row?.life ?? '',
    comparedLife: row?.comparedLife ?? null,
  };
}

/** How far the broker has a log of which the head was in this epoch before the events were read. */
export interface RelayStep extends Pick<RelayProgress, 'position' | 'offset'> {
  readonly epoch: number;
}

/**
 * Answers whether the progress moved: it never goes back, nor beyond the head, nor in an epoch that is over. But with an offset
 * that is not beyond the last one, which is of another topic then, it begins anew.
 */
export async function relayAdvance(
  pool: Pool,
  schema: string,
  { position, offset, epoch }: RelayStep,
): Promise<boolean> {
  const { rows } = await pool.query<{ moved: boolean }>({
    name: `${schema}.relay-advance`,
    text: `SELECT "${schema}".relay_advance($1, $2, $3) AS moved`,
    values: [position, offset, epoch],
  });
  return rows[0]?.moved ?? false;
}

/** Lets the relay ship again what comes after the position. Answers whether that is anything. */
export async function relayRewind(pool: Pool, schema: string, position: number): Promise<boolean> {
  const { rows } = await pool.query<{ moved: boolean }>(`SELECT "${schema}".relay_rewind($1) AS moved`, [position]);
  return rows[0]?.moved ?? false;
}

/** Notes that the log was compared with its topic in that life of the database, before that offset. */
export async function relayCompared(pool: Pool, schema: string, life: string, upto: number): Promise<void> {
  await pool.query(`SELECT "${schema}".relay_compared($1, $2)`, [life, upto]);
}
