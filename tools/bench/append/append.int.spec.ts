import { expect, test } from '@jest/globals';
import { appendBench } from './append.bench.js';
import { type BenchLine, type SkippedLine } from '../harness/line.js';
import { runBench } from '../harness/run.js';
import { type Bench, type Contender } from '../harness/types.js';

/** One short round; what it says of times is of no interest here. */
async function run(bench: Bench): Promise<{ lines: (BenchLine | SkippedLine)[]; log: string[] }> {
  const lines: (BenchLine | SkippedLine)[] = [];
  const log: string[] = [];
  const small = { rounds: 1, seconds: 0.2, writers: [1, 3], against: ['bare-pg'] };
  await runBench(bench, { ...small, log: (line) => log.push(line), onLine: (line) => lines.push(line) });
  return { lines, log };
}

test('ours and the bare driver are measured and checked, with one line for each number of writers', async () => {
  const { lines, log } = await run(appendBench);
  const line = {
    ours: expect.any(Number),
    reference: expect.any(Number),
    ratio: expect.any(Number),
    unit: 'appends/s',
    runs: 1,
    spread: 0,
    machine: expect.stringMatching(/Node\.js .*, PostgreSQL 18/),
    wanted: null,
  };
  expect(lines).toEqual([
    { ...line, name: 'append/bare-pg/1', writers: 1 },
    { ...line, name: 'append/bare-pg/3', writers: 3 },
  ]);
  for (const each of lines) expect((each as BenchLine).ours).toBeGreaterThan(0);
  expect(log).toContainEqual(expect.stringMatching(/^the hash chain holds over all \d+ events$/));
});

test('a command that is not in the log afterwards makes the run fail', async () => {
  const forgetful = async (...parts: Parameters<Bench['ours']>): Promise<Contender> => {
    const contender = await appendBench.ours(...parts);
    const { asSuperuser } = parts[0];
    return {
      ...contender,
      async measure(load) {
        const rate = await contender.measure(load);
        await asSuperuser('tenant_bench', 'UPDATE tasks_log.head SET position = position - 1');
        return rate;
      },
    };
  };
  await expect(run({ ...appendBench, ours: forgetful })).rejects.toThrow(/commands were appended; the log has/);
});
