import { type Pool } from 'pg';
import { uuidv7 } from '#libs/kernel';

/** From which position on a log is in an epoch, and what older epochs said is void. */
export interface EpochStart {
  readonly epoch: number;
  readonly fromPosition: number;
}

/** What is known when an epoch is to be opened. */
export interface EpochOpening {
  /** The epoch in which the log is thought to be: of several who open one after it, one succeeds. */
  readonly after: number;
  /** The highest epoch of the log that was ever seen elsewhere, be it in a life of the log that is lost. */
  readonly seen?: number;
  /** The first position at which the log differs from what others have seen; by default the next one. */
  readonly fromPosition?: number;
  /** `system:<name>`, or the UUID of a person. */
  readonly actor: string;
}

/** The epoch that the log is in after an attempt to open one. */
export interface OpenedEpoch extends EpochStart {
  /** False: somebody else had opened one before. */
  readonly opened: boolean;
  /** Where the log has got to: of `LogEpochOpened`, if it was opened. */
  readonly position: number;
}

type Row = { opened: boolean; epoch: number; from_position: number | string; position: number | string };

/** The epochs of a log, the oldest first; there is at least one. */
export async function epochs(pool: Pool, schema: string): Promise<EpochStart[]> {
  const { rows } = await pool.query<Row>(`SELECT epoch, from_position FROM "${schema}".epochs ORDER BY epoch`);
  return rows.map((row) => ({ epoch: row.epoch, fromPosition: Number(row.from_position) }));
}

/** Opens an epoch, unless the log is in another one than it was thought to be. */
export async function openEpoch(pool: Pool, schema: string, opening: EpochOpening): Promise<OpenedEpoch> {
  const { after, seen = null, fromPosition = null, actor } = opening;
  const { rows } = await pool.query<Row>(`SELECT * FROM "${schema}".open_epoch($1, $2, $3, $4, $5, $6)`, [
    ...[after, seen, fromPosition, uuidv7(), actor],
    uuidv7(),
  ]);
  const [row] = rows;
  if (!row) throw new Error(`open_epoch of ${schema} gave no answer.`);
  const { opened, epoch } = row;
  return { opened, epoch, fromPosition: Number(row.from_position), position: Number(row.position) };
}
