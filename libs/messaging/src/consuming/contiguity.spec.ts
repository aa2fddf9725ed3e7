import { describe, expect, it } from '@jest/globals';
import { judge, portions, runFrom } from './contiguity.js';

const places = (epoch: number, ...positions: number[]) => positions.map((position) => ({ epoch, position }));
const at = (epoch: number, position: number) => ({ epoch, position });

describe('judge', () => {
  it.each([
    [1, 5, 1, 6, 'next'],
    [1, 5, 1, 5, 'repeat'],
    [1, 5, 1, 1, 'repeat'],
    [1, 5, 1, 7, 'gap'],
    [2, 5, 1, 6, 'repeat'],
    [2, 5, 1, 9, 'repeat'],
    [1, 5, 2, 6, 'next'],
    [1, 5, 2, 7, 'gap'],
    [1, 5, 2, 5, 'rewound'],
    [1, 5, 2, 3, 'rewound'],
    [0, 0, 1, 1, 'next'],
    [0, 0, 3, 2, 'gap'],
  ] as const)('at %d.%d, %d.%d is: %s', (epoch, position, newEpoch, newPosition, expected) => {
    expect(judge(at(epoch, position), at(newEpoch, newPosition))).toBe(expected);
  });
});

describe('runFrom', () => {
  it('takes what follows and leaves out repeats in between', () => {
    expect(runFrom(at(1, 4), places(1, 3, 4, 5, 6, 4, 5, 6, 7))).toEqual({ indexes: [2, 3, 7] });
  });

  it('stops at a gap', () => {
    expect(runFrom(at(1, 4), places(1, 5, 7, 6, 7))).toEqual({
      indexes: [0],
      halt: { judgement: 'gap', place: at(1, 7) },
    });
  });

  it('goes on behind a gap in search of the missing one', () => {
    expect(runFrom(at(1, 4), places(1, 5, 7, 8, 6, 7, 8, 9), true)).toEqual({ indexes: [0, 3, 4, 5, 6] });
  });

  it('names what is still ahead of its turn after that search', () => {
    const run = runFrom(at(1, 4), places(1, 5, 7, 8, 6, 7), true);
    expect(run).toEqual({ indexes: [0, 3, 4], halt: { judgement: 'gap', place: at(1, 8) } });
  });

  it('stops where a newer epoch takes back what was taken', () => {
    const log = [...places(1, 5, 6), ...places(2, 6, 7)];
    expect(runFrom(at(1, 4), log, true)).toEqual({ indexes: [0, 1], halt: { judgement: 'rewound', place: at(2, 6) } });
  });

  it('goes over into a newer epoch that takes nothing back', () => {
    expect(runFrom(at(1, 4), [...places(1, 5), ...places(2, 6, 7)])).toEqual({ indexes: [0, 1, 2] });
  });
});

describe('with the epochs of the log known', () => {
  const once = [
    { epoch: 1, fromPosition: 1 },
    { epoch: 2, fromPosition: 5 },
  ];
  const thrice = [...once, { epoch: 4, fromPosition: 3 }];

  it.each([
    [at(1, 4), at(2, 5), 'next', once],
    [at(1, 4), at(1, 5), 'void', once],
    [at(1, 4), at(1, 9), 'void', once],
    [at(1, 2), at(1, 3), 'next', once],
    [at(1, 2), at(1, 4), 'gap', once],
    [at(1, 2), at(2, 5), 'gap', once],
    [at(2, 7), at(2, 8), 'next', once],
    [at(2, 7), at(2, 6), 'repeat', once],
    [at(2, 7), at(1, 4), 'repeat', once],
    [at(2, 7), at(3, 8), 'void', once],
    [at(1, 5), at(2, 6), 'rewound', once],
    [at(1, 9), at(1, 10), 'rewound', once],
    [at(1, 2), at(2, 5), 'void', thrice],
    [at(1, 2), at(4, 3), 'next', thrice],
    [at(2, 7), at(4, 8), 'rewound', thrice],
    [at(1, 0), at(1, 1), 'next', thrice],
  ] as const)('at %j, %j is: %s', (from, place, expected, epochs) => {
    expect(judge(from, place, epochs)).toBe(expected);
  });

  it('passes over what was taken back, and goes on with what came instead', () => {
    const topic = [...places(1, 3, 4, 5, 6, 7), ...places(2, 5, 6), ...places(1, 6), ...places(2, 6, 7)];
    expect(runFrom(at(1, 2), topic, false, once)).toEqual({ indexes: [0, 1, 5, 6, 9] });
  });

  it('finds its way through a topic that was taken back twice, from the beginning', () => {
    const topic = [...places(1, 1, 2, 3, 4, 5, 6), ...places(2, 5, 6, 7), ...places(4, 3, 4, 5)];
    expect(runFrom(at(1, 0), topic, true, thrice)).toEqual({ indexes: [0, 1, 9, 10, 11] });
  });

  it('takes nothing where it has itself taken what is void', () => {
    const run = runFrom(at(1, 6), places(2, 7, 8), true, once);
    expect(run).toEqual({ indexes: [], halt: { judgement: 'rewound', place: at(2, 7) } });
  });
});

describe('portions', () => {
  const cut = (log: { epoch: number; position: number }[], max: number, wants = (_: number) => true) =>
    portions(at(1, 0), log, [...log.keys()], wants, max);

  it('brings everything in one call', () => {
    expect(cut(places(1, 1, 2, 3), 10)).toEqual([{ wanted: [0, 1, 2], advance: { epoch: 1, from: 0, to: 3 } }]);
  });

  it('moves over what is not wanted', () => {
    const even = (index: number) => index % 2 === 1;
    expect(cut(places(1, 1, 2, 3), 10, even)).toEqual([{ wanted: [1], advance: { epoch: 1, from: 0, to: 3 } }]);
    expect(cut(places(1, 1, 2), 10, () => false)).toEqual([{ wanted: [], advance: { epoch: 1, from: 0, to: 2 } }]);
  });

  it('cuts by the number of wanted events', () => {
    expect(cut(places(1, 1, 2, 3), 2).map(({ advance }) => advance)).toEqual([
      { epoch: 1, from: 0, to: 2 },
      { epoch: 1, from: 2, to: 3 },
    ]);
  });

  it('cuts where an epoch begins', () => {
    expect(cut([...places(1, 1, 2), ...places(2, 3)], 10).map(({ advance }) => advance)).toEqual([
      { epoch: 1, from: 0, to: 2 },
      { epoch: 1, from: 2, to: 3, toEpoch: 2 },
    ]);
  });

  it('has nothing to say about nothing', () => {
    expect(cut([], 10)).toEqual([]);
  });
});
