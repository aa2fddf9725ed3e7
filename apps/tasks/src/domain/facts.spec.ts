import { expect, test } from '@jest/globals';
import { type TasksEvent } from '#libs/contracts';
import { type ImportFact } from './import.js';
import { type ProjectFact } from './project.js';
import { type TaskFact } from './task.js';

/** A fact is fit for the contract if it can be written by its schema; the compiler says so, not this test. */
type Fits<Fact extends { event: string }> = Fact extends TasksEvent ? true : [never, Fact];

test('what the domain states is what the contract can carry', () => {
  const fits: [Fits<TaskFact>, Fits<ProjectFact>, Fits<ImportFact>] = [true, true, true];
  expect(fits).toEqual([true, true, true]);
});
