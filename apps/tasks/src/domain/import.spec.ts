import { expect, test } from '@jest/globals';
import { foldFacts, uuidv5 } from '#libs/kernel';
import { deciderSpec } from '#libs/testing';
import { type ImportFact, taskImport } from './import.js';

const importId = uuidv5('import');
const started: ImportFact = { event: 'ImportStarted', body: { importId, source: 'demo' } };
const finished: ImportFact = { event: 'ImportFinished', body: { importId, tasks: 3 } };
const spec = deciderSpec(taskImport);
const start = { type: 'start', importId, source: 'demo' } as const;
const finish = { type: 'finish', importId, tasks: 3 } as const;
const abandoned: ImportFact = { event: 'ImportAbandoned', body: { importId, reason: 'The wrong file' } };
const abandon = { type: 'abandon', importId, reason: 'The wrong file' } as const;

test('an import starts', () => spec.given().when(start).then(started));
test('starting again changes nothing', () => spec.given(started).when(start).then());
test('an ended import does not start again', () => spec.given(started, finished).when(start).then());
test('it finishes', () => spec.given(started).when(finish).then(finished));
test('finishing again changes nothing', () => spec.given(started, finished).when(finish).then());
test('what never started does not finish', () => spec.given().when(finish).thenError('import-not-found'));
test('it is given up', () => spec.given(started).when(abandon).then(abandoned));
test('giving up again changes nothing', () => spec.given(started, abandoned).when(abandon).then());
test('what is given up neither starts nor finishes', () => {
  spec.given(started, abandoned).when(start).then();
  spec.given(started, abandoned).when(finish).then();
});
test('what has finished is not given up', () => spec.given(started, finished).when(abandon).then());
test('what never started is not given up', () => spec.given().when(abandon).thenError('import-not-found'));
test('its source stays as it was named when it began', () => {
  expect(foldFacts(taskImport, [started])).toEqual({ status: 'open', source: 'demo' });
  expect(foldFacts(taskImport, [started, finished])).toEqual({ status: 'finished', source: 'demo' });
  expect(foldFacts(taskImport, [started, abandoned])).toEqual({ status: 'abandoned', source: 'demo' });
});
