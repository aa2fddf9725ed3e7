import { expect, test } from '@jest/globals';
import { type AppendCommand, type CommandContext, type EventLog, type NewEvent } from '#libs/event-store';
import { uuidv7 } from '#libs/kernel';
import { ChunkWriter } from './chunk-writer.js';

const context: CommandContext = {
  ...{ tenant: 'popug', actor: null, correlationId: uuidv7() },
  idempotency: { key: 'close', requestHash: 'hash' },
};
const payouts = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, n) => ({ streamId: `employee:${n}`, event: 'PayoutIssued', body: {} }));
const closed: NewEvent = { streamId: 'cycles', event: 'BillingCycleClosed', body: {} };

/** A writer whose stream `cycles` is at version 7, and the commands that it sends. */
function writing(outcome: 'appended' | 'conflict' = 'appended') {
  const commands: AppendCommand[] = [];
  const log = {
    service: 'accounting',
    async append(_tenant: string, command: AppendCommand) {
      commands.push(command);
      return { outcome, epoch: 1, position: 9 };
    },
  } as unknown as EventLog;
  return { commands, writer: new ChunkWriter(log, context, new Map([['cycles', 7]])) };
}

test('no chunk is larger than 1,000 events, and each rests on what those before it have written', async () => {
  const { commands, writer } = writing();
  await writer.add([...payouts(998), closed, closed]);
  await writer.add([...payouts(999), closed]);
  await writer.add([...payouts(1_001), closed]);
  await writer.finish({ closed: 4 });
  expect(commands.map(({ events }) => events.length)).toEqual([1_000, 1_000, 1_000, 2]);
  expect(commands.map(({ expected }) => expected?.get('cycles'))).toEqual([7, 9, undefined, 10]);
});

test('a chunk of payouts alone guards the stream of the cycles', async () => {
  const { commands, writer } = writing();
  await writer.add([...payouts(1_001), closed]);
  await writer.finish(null);
  expect(commands.map(({ guards }) => guards)).toEqual([[{ streamId: 'cycles', version: 7 }], []]);
});

test('the answer goes with the last chunk, under the key', async () => {
  const { commands, writer } = writing();
  await writer.add(payouts(1_000));
  expect(await writer.finish({ closed: 4 })).toEqual({ closed: 4 });
  expect(commands.map(({ idempotency, answer }) => [idempotency?.key, answer])).toEqual([
    [undefined, undefined],
    ['close', { closed: 4 }],
  ]);
});

test('whoever finds the cycles closed by somebody else writes nothing more', async () => {
  const { commands, writer } = writing('conflict');
  await expect(writer.add(payouts(2_000))).rejects.toMatchObject({ code: 'close-in-progress' });
  expect(commands).toHaveLength(1);
});
