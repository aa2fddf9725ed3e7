import { expect, test } from '@jest/globals';
import { RouteTable } from './route-table.js';

const table = new RouteTable();
table.add('/api/tasks', 'GET');
table.add('/api/tasks', ['HEAD', 'POST']);
table.add('/api/tasks/:id', 'GET');
table.add('/api/tasks/:id/complete', 'POST');
table.add('/docs/*', 'GET');

test.each([
  ['/api/tasks', ['GET', 'HEAD', 'POST']],
  ['/api/tasks?limit=1', ['GET', 'HEAD', 'POST']],
  ['/api/tasks/1', ['GET']],
  ['/api/tasks/', []],
  ['/api/tasks/1/complete', ['POST']],
  ['/api/tasks/1/undo', []],
  ['/docs/a/b', ['GET']],
  ['/', []],
  [undefined, []],
])('%s', (url, methods) => expect(table.methodsOf(url)).toEqual(methods));
