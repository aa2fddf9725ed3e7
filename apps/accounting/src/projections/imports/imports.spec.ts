import { test } from '@jest/globals';
import { type TasksEvent } from '#libs/contracts';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec } from '#libs/testing';
import { imports } from './imports.projection.js';

const importId = uuidv5('import');
const started: Extract<TasksEvent, { event: 'ImportStarted' }> = {
  event: 'ImportStarted',
  body: { importId, source: 'demo' },
};
const spec = projectionSpec(imports);

test('an import that started is open', () => spec.given(started).then([{ importId, open: true }]));
test('one that finished is not', () =>
  spec.given(started, { event: 'ImportFinished', body: { importId, tasks: 1 } }).then([{ importId, open: false }]));
test('nor one that was abandoned', () =>
  spec
    .given(started, { event: 'ImportAbandoned', body: { importId, reason: null } })
    .then([{ importId, open: false }]));
