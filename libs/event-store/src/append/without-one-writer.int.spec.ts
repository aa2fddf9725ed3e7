import { expect, jest, test } from '@jest/globals';
import type * as Batch from './batch.js';

const real = await import('./batch.js');

/** Cuts batches as ever, but does not look at the streams that commands write and guard. */
const takeBatch: typeof Batch.takeBatch = (queue, ...rest) => {
  const blind = queue.map((waiting) => ({ waiting, command: { ...waiting.command, streams: [] } }));
  const batch = real.takeBatch(blind, ...rest);
  queue.splice(0, queue.length, ...blind.map(({ waiting }) => waiting));
  return batch.map(({ waiting }) => waiting);
};

// All that imports the coordinator is loaded after this, and gets it with the blind batches.
jest.unstable_mockModule('./batch.js', () => ({ ...real, takeBatch }));
const { testLog } = await import('../fixtures/test-log.js');
const { appendProof } = await import('../fixtures/proof/proof.js');

const proof = appendProof(testLog());

test('a coordinator that puts writers and guards of a stream into one batch lets a guard be passed unseen', async () => {
  const { errorInstance } = await proof.search({ plans: 400, seed: 1, breaking: 'a guard' });
  expect(String(errorInstance)).toContain('Error: a guard: ');
}, 600_000);
