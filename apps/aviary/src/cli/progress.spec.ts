import { expect, test } from '@jest/globals';
import { Progress, type ProgressStream } from './progress.js';

/** What a stream got, and a clock that is told when it is (milliseconds). */
function shownOn(terminal: Pick<ProgressStream, 'isTTY' | 'columns'>) {
  const written: string[] = [];
  const clock = { now: 0 };
  const stream = { ...terminal, write: (text: string) => written.push(text) };
  return { written, clock, progress: new Progress(stream, () => clock.now) };
}

const cycles = (done: number, total?: number) => ({ doing: 'closing', unit: 'cycles', done, total });

test('a terminal gets a bar with rate and time left, in place of the one before', () => {
  const { written, clock, progress } = shownOn({ isTTY: true, columns: 100 });
  progress.tell(cycles(0, 4_800));
  clock.now = 2_000;
  progress.tell(cycles(1_200, 4_800));
  expect(written).toEqual([
    '\r\x1B[Kclosing [------------------------] 0 of 4,800 cycles',
    '\r\x1B[Kclosing [######------------------] 1,200 of 4,800 cycles, 600/s, 6 s left',
  ]);
});

test('the bar is taken away in the end, and never longer than the line', () => {
  const { written, progress } = shownOn({ isTTY: true, columns: 20 });
  progress.tell(cycles(0, 10));
  progress.end();
  progress.end();
  expect(written).toEqual(['\r\x1B[Kclosing [----------', '\r\x1B[K']);
});

test('elsewhere there are plain lines, each of them news and none too soon', () => {
  const { written, clock, progress } = shownOn({});
  progress.tell(cycles(0, 1_000));
  clock.now = 4_999;
  progress.tell(cycles(250, 1_000));
  clock.now = 5_000;
  progress.tell(cycles(250, 1_000));
  clock.now = 5_001;
  progress.tell(cycles(1_000, 1_000));
  progress.tell(cycles(1_000, 1_000));
  progress.end();
  expect(written).toEqual([
    'closing 0 of 1,000 cycles\n',
    'closing 250 of 1,000 cycles, 50/s, 15 s left\n',
    'closing 1,000 of 1,000 cycles, 200/s\n',
  ]);
});

test('another stretch begins anew, and what was done before it does not count for its pace', () => {
  const { written, clock, progress } = shownOn({});
  progress.tell({ doing: 'reading', unit: 'rows', done: 7 });
  clock.now = 60_000;
  progress.tell(cycles(900, 1_000));
  clock.now = 70_000;
  progress.tell(cycles(920, 1_000));
  expect(written).toEqual([
    'reading 7 rows\n',
    'closing 900 of 1,000 cycles\n',
    'closing 920 of 1,000 cycles, 2/s, 40 s left\n',
  ]);
});

test('a long time left is told in minutes and hours', () => {
  const { written, clock, progress } = shownOn({});
  progress.tell(cycles(0, 100_000));
  clock.now = 10_000;
  progress.tell(cycles(500, 100_000));
  clock.now = 20_000;
  progress.tell(cycles(501, 100_000));
  expect(written.slice(1)).toEqual([
    'closing 500 of 100,000 cycles, 50/s, 33 min left\n',
    'closing 501 of 100,000 cycles, 25/s, 66 min left\n',
  ]);
});
