import { expect, test } from '@jest/globals';
import { type Status } from './facts.js';
import { lagsOf, lagText } from './lags.js';

const status = (ledger: number): Status => ({
  state: 'degraded',
  parts: [],
  degraded: [],
  sections: {
    relay: [
      { service: 'auth', tenant: 'popug', position: 9, head: 9 },
      { service: 'tasks', tenant: 'acme', position: 1, head: 1 },
      { service: 'tasks', tenant: 'popug', position: 3, head: 10 },
    ],
    consumers: [
      { subscriber: 'accounting.task_titles_v1', tenant: 'popug', position: 0 },
      { subscriber: 'accounting.post-entries', tenant: 'popug', position: ledger },
    ],
    logs: [],
  },
});

test('relay and ledger are measured by the head of the log of tasks, which goes on growing without a broker', () => {
  expect(lagsOf(status(2))).toEqual({ relay: 7, ledger: 8 });
  expect(lagText({ relay: 7, ledger: 8 })).toBe('behind the log of tasks: the relay to Kafka by 7, the ledger by 8');
});

test('without a word from one of them nothing is known', () => {
  const { sections, ...rest } = status(2);
  expect(lagsOf({ ...rest, sections: { ...sections, consumers: [] } })).toBeUndefined();
  expect(lagsOf({ ...rest, sections: { ...sections, relay: [] } })).toBeUndefined();
});
