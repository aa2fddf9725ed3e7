import { describe, expect, test } from '@jest/globals';
import { uuidv5 } from '#libs/kernel';
import { type EntryStory, type Someone, type TaskStory } from './entry-story.js';
import { tellEntry } from './tell-entry.js';

const [ada, bob, mary] = [uuidv5('ada'), uuidv5('bob'), uuidv5('mary')];
const people = new Map(
  [
    { id: ada, name: 'Ada' },
    { id: bob, name: 'Bob' },
    { id: mary, name: 'Mary' },
  ].map((one) => [one.id, { ...one, erased: false }]),
);
const source = { position: 'tasks=1.1', eventId: uuidv5('event'), event: 'TaskAssigned' };
const at = (day: number, hour = 9) => Date.UTC(2026, 4, day, hour, 12);

const story: TaskStory = {
  task: {
    ...{ id: uuidv5('task'), title: 'Feed the fish', ticketId: 'KEA-7', assignmentFee: 14, completionReward: 31 },
    ...{ at: at(2), by: mary, source },
  },
  assignment: {
    ...{ assigneeId: ada, previousAssigneeId: null, reason: 'created', draw: { place: 3, of: 12 } },
    ...{ at: at(2), by: mary, source },
  },
  completion: null,
};
const charge: EntryStory = {
  entry: { reason: 'assignment', amount: -14, asset: 'POP', at: at(2), cycle: '2026-05-02', by: 'system:accounting' },
  ...{ personId: ada, story, reckoning: null, closedAt: null, payout: null, mail: null, missing: [] },
};
const messageId = uuidv5('message');
const payout = {
  ...{ entryId: uuidv5('payout'), amount: 17, cycle: '2026-05-03', at: at(4, 0), by: 'system:clock', source },
};
const POP = { assetDecimals: 0, timeZone: 'UTC', closingTime: '00:00' };
const tell = (told: EntryStory, known: ReadonlyMap<string, Someone> = people, manner = POP) =>
  tellEntry(told, known, manner);

describe('a charge', () => {
  test('is told from the draw to the cycle', () =>
    expect(tell(charge)).toEqual([
      'On 2 May 2026 at 09:12 (UTC), Ada was charged 14 POP, because the new task “Feed the fish” (KEA-7) was given to them.',
      'They were drawn by chance, number 3 of the 12 people who could be given it, at the request of Mary.',
      'Its fee, 14 POP, and its reward, 31 POP, were drawn once for all when the task was made, on 2 May 2026 at 09:12 by Mary.',
      'It belongs to the billing cycle of 2 May 2026, which is not closed yet: when it is, what the account has then is paid out.',
    ]));

  test('of a task that was given out anew tells of whom it was before, and who did it', () => {
    const given = { ...story.assignment!, reason: 'reassigned', previousAssigneeId: bob };
    const completion = { assigneeId: bob, at: at(3), by: bob, source };
    expect(tell({ ...charge, story: { ...story, assignment: given, completion } }).slice(0, 2)).toEqual([
      'On 2 May 2026 at 09:12 (UTC), Ada was charged 14 POP, because the task “Feed the fish” (KEA-7) was given out anew and came to them.',
      'They were drawn by chance, number 3 of the 12 people who could be given it, when Mary had all open tasks drawn anew; until then it was with Bob.',
    ]);
    const again = { ...given, previousAssigneeId: ada };
    expect(tell({ ...charge, story: { ...story, assignment: again, completion } })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/; it had been theirs before, and each assignment is charged\.$/),
        'Bob completed it on 3 May 2026 at 09:12.',
      ]),
    );
  });

  test.each([
    ['imported', /^Nobody was drawn: the history that Mary imported names them\.$/, /was imported as theirs\.$/],
    ['manual', /^Nobody was drawn: Mary named them\.$/, /was given to them by name\.$/],
  ])('of a task that was %s says so', (reason, how, why) => {
    const given = { ...story.assignment!, reason, draw: null };
    const [first, second] = tell({ ...charge, story: { ...story, assignment: given } });
    expect(first).toMatch(why);
    expect(second).toMatch(how);
  });

  test('a title is text, whatever it is made of', () => {
    const task = { ...story.task!, title: "$& {} $'", ticketId: null };
    expect(tell({ ...charge, story: { ...story, task } })[0]).toContain("because the new task “$& {} $'” was given");
  });
});

describe('a reward', () => {
  const completion = { assigneeId: ada, at: at(3), by: ada, source };
  const reward: EntryStory = {
    ...charge,
    entry: { ...charge.entry, reason: 'completion', amount: 31, at: at(3), cycle: '2026-05-03' },
    ...{ story: { ...story, completion }, closedAt: at(4, 0), payout },
    mail: { messageId, status: 'sent', at: at(4, 1), reason: null },
  };

  test('is told from the assignment to the mail', () =>
    expect(tell(reward)).toEqual([
      'On 3 May 2026 at 09:12 (UTC), Ada was credited 31 POP, because they completed the task “Feed the fish” (KEA-7).',
      'It had come to them on 2 May 2026 at 09:12. They were drawn by chance, number 3 of the 12 people who could be given it, at the request of Mary.',
      'Its reward, 31 POP, and its fee, 14 POP, were drawn once for all when the task was made, on 2 May 2026 at 09:12 by Mary.',
      'It belongs to the billing cycle of 3 May 2026, which was closed on 4 May 2026 at 00:12.',
      'With that, 17 POP were paid out, all that the account had; the entry is settled.',
      'They were told of the payout by mail on 4 May 2026 at 01:12.',
    ]));

  test('that was carried over is settled later, or not yet', () => {
    const entry = { ...reward.entry, cycle: '2026-05-01' };
    expect(tell({ ...reward, entry }).slice(3, 5)).toEqual([
      'It belongs to the billing cycle of 1 May 2026, which was closed on 4 May 2026 at 00:12; there was nothing to pay out then, so the balance was carried over.',
      'It was settled in the cycle of 3 May 2026: on 4 May 2026 at 00:12, 17 POP were paid out, all that the account had.',
    ]);
    const open = tell({ ...reward, entry, payout: null, mail: null });
    expect(open).toHaveLength(4);
    expect(open.at(-1)).toMatch(/carried over\.$/);
  });

  test('of a day that was cut off belongs to a later one', () =>
    expect(
      tell({ ...reward, entry: { ...reward.entry, cycle: '2026-05-04' }, closedAt: null, payout: null })[3],
    ).toMatch(
      /^It belongs to the billing cycle of 4 May 2026 \(that of its own day was cut off already\), which is not closed yet:/,
    ));

  test.each([
    [null, /^No mail has told them of the payout;/],
    [{ messageId, status: 'waiting', at: null, reason: null } as const, /waits to be sent\.$/],
    [
      { messageId, status: 'failed', at: at(4, 1), reason: 'no-address' } as const,
      /given up on 4 May 2026 at 01:12: they have no address\.$/,
    ],
    [{ messageId, status: 'failed', at: null, reason: 'smtp:550' } as const, /given up: smtp:550\.$/],
  ])('with a mail of %j', (mail, words) => expect(tell({ ...reward, mail }).at(-1)).toMatch(words));
});

describe('a payout', () => {
  const paid: EntryStory = {
    ...charge,
    entry: {
      ...charge.entry,
      reason: 'payout',
      amount: -1700,
      at: at(4, 0),
      cycle: '2026-05-03',
      asset: 'EUR',
      by: mary,
    },
    ...{ story: null, closedAt: at(4, 0), payout, mail: { messageId, status: 'waiting', at: null, reason: null } },
    reckoning: { from: '2026-05-01', to: '2026-05-03', fees: 1400, rewards: 3150, other: -50 },
  };

  test('tells what it is made of, in the tenant’s asset and by its clocks', () =>
    expect(tell(paid, people, { ...POP, assetDecimals: 2, timeZone: 'Asia/Kolkata' })).toEqual([
      'On 4 May 2026 at 05:42 (Asia/Kolkata), 17.00 EUR were paid out to Ada, when the billing cycle of 3 May 2026 was closed by Mary.',
      'That is all that the account had: rewards of 31.50 EUR less fees of 14.00 EUR, less corrections of 0.50 EUR, in the cycles from 1 May 2026 to 3 May 2026, are 17.00 EUR.',
      'The mail that tells them of the payout waits to be sent.',
    ]));

  test('of one day', () =>
    expect(tell({ ...paid, reckoning: { ...paid.reckoning!, from: '2026-05-03', other: 0 } })[1]).toBe(
      'That is all that the account had: rewards of 3150 EUR less fees of 1400 EUR, in the cycle of 3 May 2026, are 1700 EUR.',
    ));
});

test('a reversal says so', () => {
  const entry = { ...charge.entry, reason: 'reversal' as const, amount: 14 };
  expect(tell({ ...charge, entry, story: null })[0]).toBe(
    'On 2 May 2026 at 09:12 (UTC), 14 POP were given to Ada, to reverse another entry.',
  );
});

test('who was erased, or may not be known, is told without a name', () => {
  const told = tell(charge, new Map([[ada, { id: ada, name: 'erased', erased: true }]]));
  expect(told[0]).toContain(`a person who was erased (${ada}) was charged`);
  expect(told[1]).toMatch(new RegExp(`at the request of the person ${mary}\\.$`));
});

test.each([
  ['system:cli', 'the command line'],
  ['system:clock', 'the system (clock)'],
  [null, 'somebody'],
])('what was done by %s is told as done by %s', (by, who) => {
  const given = { ...story.assignment!, draw: null, by };
  expect(tell({ ...charge, story: { ...story, assignment: given } })[1]).toBe(`Nobody was drawn: ${who} named them.`);
});

test('what could not be asked is told', () => {
  const told = tell({ ...charge, story: null, missing: ['tasks'] });
  expect(told[0]).toBe('On 2 May 2026 at 09:12 (UTC), Ada was charged 14 POP, because a task came to them.');
  expect(told.at(-1)).toBe('What tasks knows of it could not be asked for just now.');
  expect(tell({ ...charge, story: null }).at(-1)).toMatch(
    /^The event that led to it is not in the log of tasks any more/,
  );
});
