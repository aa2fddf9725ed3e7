import { afterEach, expect, test } from '@jest/globals';
import { appendSql, type Change, installAppend, mutant } from '../fixtures/proof/mutants.js';
import { appendProof } from '../fixtures/proof/proof.js';
import { testLog } from '../fixtures/test-log.js';

const db = testLog();
const proof = appendProof(db);
const install = (sql: string) => db.asSuperuser((client) => installAppend(client, sql));
afterEach(() => install(appendSql));

const LOCK = 'INTO STRICT log FROM head h FOR UPDATE;';
const NO_LOCK = 'INTO STRICT log FROM head h;';
const HEAD = 'SELECT h.epoch, h.position, h.hash, h.recorded_at';
const LOOKED = 'INTO known_positions, current_versions;';
/** On a fast machine two instances may miss each other for long; so they are held up where they meet. */
const WAIT = 'PERFORM pg_sleep(0.002);';
const CHECK = 'IF stream_versions[s] <> current_versions[s] AND';
const ACCEPTED = "CONTINUE WHEN outcomes[c] IS NOT NULL;\n    outcomes[c] := 'appended';";

/** Most are convicted by one of the first plans, on whatever machine; that takes a second. */
const PATIENCE_MS = 600_000;

/** What an `append` does wrong, the promise that it breaks by that, and how it comes to do it. */
const mutants: [name: string, promise: string, ...changes: Change[]][] = [
  ['does not lock the head', 'refused', [LOCK, `${NO_LOCK} ${WAIT}`]],
  [
    'looks at the streams before it has the lock',
    'a guard',
    [LOCK, NO_LOCK],
    [LOOKED, `${LOOKED} ${WAIT} ${HEAD} ${LOCK}`],
  ],
  ['ignores guards', 'a guard', [CHECK, `${CHECK} NOT stream_guards[s] AND`]],
  ['ignores expectations', 'an expectation', [CHECK, `${CHECK} stream_guards[s] AND`]],
  ['does not know what was sent before', 'refused', [`array_remove(known_positions, NULL) <> '{}'`, 'false']],
  [
    'takes another command for the one that was sent',
    'not there',
    ['same_events[c] := hit.bodies;', 'same_events[c] := true;'],
  ],
  ['answers to a key whatever was asked', 'a duplicate', ['hit.request_hash = command_hashes[hit.n]', 'true']],
  ['takes the first event for the whole command', 'a duplicate', ['IF NOT hit.ids THEN', 'IF false THEN']],
  ['does not give the answer that was kept', 'a duplicate', ['answers[hit.n] := hit.answer;', '']],
  ['loses the chain', 'the chain', ['SET position = at, hash = chain,', 'SET position = at,']],
  [
    'leaves a gap for a conflict',
    'a gap',
    [ACCEPTED, ACCEPTED.replace('CONTINUE WHEN', 'at := at + (outcomes[c] IS NOT NULL)::integer; CONTINUE WHEN')],
  ],
];

test.each(mutants)(
  'an append that %s is convicted',
  async (_, promise, ...changes) => {
    await install(mutant(...changes));
    const { errorInstance } = await proof.search({ plans: 400, seed: 1, breaking: promise });
    expect(String(errorInstance)).toContain(`Error: ${promise}: `);
  },
  PATIENCE_MS,
);

test('one that is held up in the same places is not', async () => {
  await install(mutant([LOCK, `${LOCK} ${WAIT}`], [LOOKED, `${LOOKED} ${WAIT}`]));
  expect(await proof.search({ plans: 5, seed: 1 })).toMatchObject({ errorInstance: null });
});

test('a mutant that can no longer be made fails by itself', () => {
  expect(() => mutant(['not in the file', ''])).toThrow('append.sql holds this 0 times in place of once');
});
