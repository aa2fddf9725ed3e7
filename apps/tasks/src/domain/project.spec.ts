import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { deciderSpec } from '#libs/testing';
import { project } from './project.js';

const command = { projectId: uuidv5('project'), name: 'Aviary' };
const spec = deciderSpec(project);

test('a project is made', () => spec.given().when(command).then({ event: 'ProjectCreated', body: command }));
test('an id is used once', () =>
  spec.given({ event: 'ProjectCreated', body: command }).when(command).thenError('project-exists'));
