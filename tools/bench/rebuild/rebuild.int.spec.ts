import { expect, test } from '@jest/globals';
import { openApart } from '../harness/apart.js';
import { type BenchLine, type SkippedLine } from '../harness/line.js';
import { runBench } from '../harness/run.js';
import { type Bench } from '../harness/types.js';
import { makeHistory } from '../history/history.js';
import { rebuildBench } from './rebuild.bench.js';

const EVENTS = 700;
/** Servers and six processes have to start, on a machine that may have much else to do. */
const LONG_MS = 300_000;

/** Starting servers takes most of the time, so the contender of `project` is among the references. */
const small: Bench = {
  ...rebuildBench,
  ours: async (workshop) => {
    await makeHistory(workshop, ['accounting', 'analytics']);
    return await openApart('rebuild/from-kafka', workshop);
  },
  references: [
    ...rebuildBench.references.filter(({ name }) => name !== 'emmett-postgresql'),
    { name: 'live', open: (workshop) => openApart('project/aviary', workshop) },
  ],
};

// It starts servers and six processes of its own: not in each run of all tests.
(process.env['AVIARY_FAULTS'] === 'full' ? test : test.skip)(
  'a view is rebuilt from either source, and folded live, each in a process of its own, and checked',
  async () => {
    const lines: (BenchLine | SkippedLine)[] = [];
    const log: string[] = [];
    const size = { rounds: 1, seconds: 1, writers: [1], events: EVENTS };
    await runBench(small, { ...size, log: (line) => log.push(line), onLine: (line) => lines.push(line) });
    const line = { events: EVENTS, referenceEvents: EVENTS, peakMiB: expect.any(Number), runs: 1, unit: 'events/s' };
    expect(lines).toMatchObject([
      { ...line, name: 'rebuild/kafkajs', wanted: 0.5 },
      { ...line, name: 'rebuild/aviary-from-log', wanted: null },
      { ...line, name: 'rebuild/live', wanted: null },
    ]);
    for (const each of lines as BenchLine[]) expect([each.ours > 0, each.reference > 0]).toEqual([true, true]);
    expect(log).toContainEqual(expect.stringMatching(/^kafkajs: 700 events in /));
  },
  LONG_MS,
);
