import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec, recorded } from '#libs/testing';
import { type ImportRow, imports } from './imports.projection.js';

const importId = uuidv5('import');
const started = recorded('ImportStarted', { importId, source: 'a.csv' }, { position: 3, occurredAt: 1_000 });
const open: ImportRow = {
  ...{ importId, source: 'a.csv', status: 'open', startedAt: 1_000, startedPosition: 3 },
  ...{ endedAt: null, tasks: null, reason: null },
};
const spec = projectionSpec(imports);

test('an import is open from its start', () => spec.given(started).then([open]));

test('it finishes with as many tasks as it told of', () =>
  spec
    .given(started, recorded('ImportFinished', { importId, tasks: 7 }, { position: 4, occurredAt: 2_000 }))
    .then([{ ...open, status: 'finished', endedAt: 2_000, tasks: 7 }]));

test('it is given up for a reason', () =>
  spec
    .given(started, recorded('ImportAbandoned', { importId, reason: 'Not ours' }, { position: 4, occurredAt: 2_000 }))
    .then([{ ...open, status: 'abandoned', endedAt: 2_000, reason: 'Not ours' }]));

test('the end of what never began is passed over', () =>
  spec.given(recorded('ImportFinished', { importId, tasks: 7 })).then([]));
