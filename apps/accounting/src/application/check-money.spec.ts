import { expect, test } from '@jest/globals';
import { type EventLog } from '#libs/event-store';
import { type RecordedEvent, uuidv5 } from '#libs/kernel';
import { type VoidCauses } from '#libs/messaging';
import { CheckRegistry } from '#libs/platform';
import { recorded } from '#libs/testing';
import { type AccountsQuery } from '../projections/accounts/accounts.query.js';
import { CheckMoney } from './check-money.js';
import { type LedgerCaughtUp } from './ledger-caught-up.js';

const ada = uuidv5('ada');
const account = `employee:${ada}`;
const [standing, lost] = [uuidv5('standing'), uuidv5('lost')];

const posting = { from: account, to: 'company', amount: 10, asset: 'POP', cycle: '2026-01-05' };
const charged = (position: number, causeEventId: string): RecordedEvent => {
  const task = { taskId: uuidv5('task', position), projectId: null, assigneeId: ada };
  const body = { entryId: uuidv5('entry', position), ...task, ...posting, causeEventId };
  return recorded('AssignmentFeeCharged', body, { position });
};
const reversed = (position: number, entry: number): RecordedEvent => {
  const { from: to, to: from } = posting;
  const body = { entryId: uuidv5('entry', position), ...posting, from, to, reason: null };
  return recorded('EntryReversed', { ...body, reversedEntryId: uuidv5('entry', entry) }, { position });
};

/** Checks a log in which what stands on `lost` is void; people are shown what is in it. */
async function check(...events: RecordedEvent[]): Promise<string | null> {
  let balance = 0;
  const lines = events.map(({ body, meta }) => {
    const { entryId, from, amount } = body as { entryId: string; from: string; amount: number };
    const moved = from === account ? -amount : amount;
    balance += moved;
    return { position: meta.position, account, entryId, amount: moved, balance };
  });
  const shown = {
    position: events.length,
    balances: new Map([
      [account, balance],
      ['company', -balance],
    ]),
  };
  const after = <Item extends { position: number }>(items: Item[], position: number) =>
    Promise.resolve(items.filter((item) => item.position > position));
  const placed = events.map((event) => ({ ...event, position: event.meta.position }));
  const money = new CheckMoney(
    {
      head: async () => ({ position: events.length }),
      read: async (_: string, position: number) => await after(placed, position),
    } as unknown as EventLog,
    {
      balances: async () => shown,
      linesAfter: async (_: string, position: number) => await after(lines, position),
    } as unknown as AccountsQuery,
    { withItself: async () => undefined } as unknown as LedgerCaughtUp,
    {
      among: async (_: string, source: string, ids: string[]) =>
        new Set(ids.filter((id) => source === 'tasks' && id === lost)),
    } as unknown as VoidCauses,
    new CheckRegistry(),
  );
  return (await money.check('popug')).wrong;
}

test('an entry whose cause is void is named, until it is reversed', async () => {
  expect(await check(charged(1, standing))).toBeNull();
  const [first, second] = [charged(1, standing), charged(2, lost)];
  expect(await check(first, second, charged(3, lost))).toMatch(
    new RegExp(`^position 2: AssignmentFeeCharged .* stands on event ${lost} of tasks, which is void; so do 1 more`),
  );
  expect(await check(first, second, reversed(3, 2))).toBeNull();
});
