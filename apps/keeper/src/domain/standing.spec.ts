import { expect, test } from '@jest/globals';
import { type ServiceReport, standingOf } from './standing.js';

const fine: ServiceReport = {
  service: 'tasks',
  state: 'ok',
  parts: { database: { state: 'ok' } },
  sections: { relay: [{ tenant: 'popug', position: 5, lag: 0, state: 'live' }] },
};
const parts = [{ name: 'kafka', state: 'ok' as const }];

test('all well', () => {
  const standing = standingOf(parts, [fine], 0);
  expect(standing).toMatchObject({ state: 'ok', degraded: [], at: '1970-01-01T00:00:00.000Z' });
  expect(standing.sections['relay']).toEqual([
    { service: 'tasks', tenant: 'popug', position: 5, lag: 0, state: 'live' },
  ]);
});

test('a row that is in trouble degrades the whole, and says so in a sentence', () => {
  const relay = [{ tenant: 'popug', state: 'stopped', reason: 'the broker is away' }];
  const standing = standingOf(parts, [{ ...fine, sections: { relay } }], 0);
  expect(standing.state).toBe('degraded');
  expect(standing.degraded).toEqual(['tasks: relay tenant popug is stopped: the broker is away']);
});

test('without the database nothing can serve', () => {
  const standing = standingOf([{ name: 'postgres', state: 'down', reason: 'it does not answer' }], [fine], 0);
  expect(standing.state).toBe('down');
  expect(standing.degraded).toEqual(['postgres is down: it does not answer']);
});

test.each(['kafka', 'registry'])('without %s work goes on', (name) => {
  expect(standingOf([{ name, state: 'down', reason: 'it does not answer' }], [fine], 0)).toMatchObject({
    ...{ state: 'degraded', degraded: [`${name} is down: it does not answer`] },
  });
});

test('a service that does not answer takes the whole down', () => {
  expect(standingOf(parts, [{ ...fine, state: 'down', reason: 'it does not answer' }], 0).state).toBe('down');
});
