import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendProof } from '../fixtures/proof/proof.js';
import { testLog } from '../fixtures/test-log.js';

const proof = appendProof(testLog());

/** A property that never meets what it is about proves nothing. */
const MEETS = ['appended', 'conflict', 'duplicate', 'key-reused', 'refused', 'invalid', 'lossy'];

test('whatever two instances send at once, every promise of the log holds', async () => {
  const details = await proof.search({ plans: 40 });
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance });
  expect([...proof.met.keys()]).toEqual(expect.arrayContaining(MEETS));
}, 600_000);
