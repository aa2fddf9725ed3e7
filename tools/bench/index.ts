/** Ours against references, measured in the same run on one machine. */
import { appendBench } from './append/append.bench.js';
import { type Bench } from './harness/types.js';
import { projectBench } from './project/project.bench.js';
import { rebuildBench } from './rebuild/rebuild.bench.js';

export type { BenchLine, SkippedLine } from './harness/line.js';
export { runBench, type BenchOptions } from './harness/run.js';
export type { Bench } from './harness/types.js';

/** All that can be measured. */
export const benches: readonly Bench[] = [appendBench, rebuildBench, projectBench];
