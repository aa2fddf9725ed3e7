import type pg from 'pg';
import { type DeadLetter, type LetterState } from './dead-letter.js';
import { LETTER_COLUMNS, letterOf, type LetterRow } from './letter-rows.js';
import { lettersOf } from './letter-table.js';

export interface LetterFilter {
  readonly consumer?: string | undefined;
  readonly states: readonly LetterState[];
  readonly limit: number;
}

/** Where a letter stands in the list. */
export type LetterPlace = readonly [consumer: string, source: string, key: string, position: number];

export const placeOf = ({ consumer, source, key, position }: DeadLetter): LetterPlace => [
  consumer,
  source,
  key,
  position,
];

/** The letters after a place, in the order of the list. */
export async function pageOfLetters(
  client: Pick<pg.ClientBase, 'query'>,
  service: string,
  { states, limit, consumers }: LetterFilter & { readonly consumers: readonly string[] },
  after: LetterPlace | undefined,
): Promise<DeadLetter[]> {
  const { rows } = await client.query<LetterRow>(
    `SELECT ${LETTER_COLUMNS} FROM ${lettersOf(service)}
      WHERE consumer = ANY ($1) AND state = ANY ($2)
        AND ($3::text IS NULL OR (consumer, source, key, position) > ($3::text, $4::text, $5::text, $6::bigint))
      ORDER BY consumer, source, key, position LIMIT $7`,
    [consumers, states, ...(after ?? [null, null, null, null]), limit],
  );
  return rows.map(letterOf);
}
