import { expect, test } from '@jest/globals';
import { type ShownRequest } from './curl.js';
import { Narrator } from './narrator.js';
import { Stage } from './stage.js';
import { PLAIN } from './text.js';
import { type Visitor } from './visitor.js';

const echo = {
  send: async (request: ShownRequest) => ({ status: 200, position: null, stale: false, body: request }),
} as unknown as Visitor;

/** A stage whose gateway answers with the request it got, unless another visitor is given. */
function stage(visitor = echo): { stage: Stage; text: () => string } {
  let text = '';
  const narrator = new Narrator((more) => (text += more), PLAIN);
  return { stage: new Stage({ narrator, visitor, aviary: { part: async () => undefined } }), text: () => text };
}

test('a name stands for its value in the request, and for itself in the story', async () => {
  const { stage: it, text } = stage();
  it.name('task', '4711');
  const { body } = await it.ask<ShownRequest>({ method: 'GET', path: '/api/tasks/$task', as: 'admin' });
  expect(body.path).toBe('/api/tasks/4711');
  expect(text()).toContain('$ task=4711');
  expect(text()).toContain('$url/api/tasks/$task');
});

test('a read that came too early is asked again, unless that is the story', async () => {
  let asked = 0;
  const visitor = { send: async () => ({ status: 200, position: null, stale: (asked += 1) < 3, body: asked }) };
  const { stage: it } = stage(visitor as unknown as Visitor);
  const request = { method: 'GET', path: '/', as: 'admin', after: 'tasks=1.2' } as const;
  expect(await it.askOnce(request)).toMatchObject({ stale: true, body: 1 });
  expect(await it.ask(request)).toMatchObject({ stale: false, body: 3 });
});

test('what does not come out as told says what was expected, and what there is', () => {
  const { stage: it, text } = stage();
  it.expect('The sum is 2.', true, undefined);
  expect(text()).toContain('ok  The sum is 2.');
  expect(() => it.expect('The sum is 3.', false, { sum: 2 })).toThrow(
    'Not as told. Expected: The sum is 3. Found: {"sum":2}',
  );
});
