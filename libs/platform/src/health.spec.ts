import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { loadServiceConfig } from './config.js';
import { HealthRegistry } from './health.js';
import { Metrics } from './metrics.js';
import { StatusRegistry } from './status.js';

beforeAll(() => Logger.overrideLogger(false));

const metrics = new Metrics(loadServiceConfig('gateway', {}));

describe('HealthRegistry', () => {
  test('reports the worst of its parts', async () => {
    const health = new HealthRegistry(metrics);
    expect(await health.report()).toEqual({ state: 'ok', parts: {} });
    health.register('database', () => Promise.resolve({ state: 'ok' }));
    health.register('kafka', () => Promise.resolve({ state: 'degraded', reason: 'The broker is away.' }));
    expect(await health.report()).toEqual({
      state: 'degraded',
      parts: { database: { state: 'ok' }, kafka: { state: 'degraded', reason: 'The broker is away.' } },
    });
    expect(await metrics.text()).toContain('aviary_health{part="kafka",service="gateway"} 1');
  });

  test('a part that throws or never answers is down, and says nothing it should not', async () => {
    jest.useFakeTimers();
    const health = new HealthRegistry(metrics);
    health.register('database', () => Promise.reject(new Error('password of popug_tasks is abc')));
    const remove = health.register('kafka', () => new Promise(() => {}));
    const report = health.report();
    await jest.advanceTimersByTimeAsync(2_000);
    jest.useRealTimers();
    expect(await report).toEqual({
      state: 'down',
      parts: {
        database: { state: 'down', reason: 'Its check failed; the log says why.' },
        kafka: { state: 'down', reason: 'It did not answer within two seconds.' },
      },
    });
    remove();
    expect(Object.keys((await health.report()).parts)).toEqual(['database']);
  });
});

describe('StatusRegistry', () => {
  test('joins the rows of a section, and shows the others when one fails', async () => {
    const status = new StatusRegistry();
    status.contribute('projections', () => Promise.resolve([{ view: 'task_list' }]));
    status.contribute('projections', () => Promise.resolve([{ view: 'people' }]));
    status.contribute('relay', () => Promise.reject(new Error('away')));
    expect(await status.report()).toEqual({
      projections: [{ view: 'task_list' }, { view: 'people' }],
      relay: [{ error: 'It could not be told; the log says why.' }],
    });
  });
});
