import { test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { projectionSpec, recorded } from '#libs/testing';
import { projects } from './projects.projection.js';

test('a project has its name and its place', () => {
  const projectId = uuidv5('project');
  projectionSpec(projects)
    .given(recorded('ProjectCreated', { projectId, name: 'Aviary' }, { position: 4 }))
    .then([{ projectId, name: 'Aviary', createdPosition: 4 }]);
});
