import { expect, test } from '@jest/globals';
import { loadServiceConfig } from './config.js';
import { Metrics } from './metrics.js';

const metricsOf = (service: string) => new Metrics({ ...loadServiceConfig('gateway', {}), service });

test('two services in one process measure apart, and share what belongs to the process', async () => {
  const [tasks, auth] = [metricsOf('tasks'), metricsOf('auth')];
  tasks.counter('aviary_things_total', 'Things.', ['kind']).inc({ kind: 'a' }, 2);
  tasks.counter('aviary_things_total', 'Things.', ['kind']).inc({ kind: 'a' });
  auth.gauge('aviary_level', 'A level.', [], (gauge) => gauge.set(7));
  const [ofTasks, ofAuth] = [await tasks.text(), await auth.text()];
  expect(ofTasks).toContain('aviary_things_total{kind="a",service="tasks"} 3');
  expect(ofTasks).not.toContain('aviary_level');
  expect(ofAuth).toContain('aviary_level{service="auth"} 7');
  for (const text of [ofTasks, ofAuth]) {
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text.match(/^# TYPE process_cpu_user_seconds_total/gm)).toHaveLength(1);
  }
});
