import { setImmediate as turn } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type EventLog } from '#libs/event-store';
import { DEFAULT_SETTINGS, uuidv7 } from '#libs/kernel';
import { asLog, keptTraces, MORNING } from '#libs/testing';
import { type TenantRegistry } from '#libs/tenancy';
import { type OutboxRow } from '../projections/outbox/outbox.projection.js';
import { type DueMessages } from './due-messages.js';
import { type MailTransport } from './mail-transport.js';
import { type RecipientLookup } from './recipient-lookup.js';
import { SendDueMessages } from './send-due-messages.js';

beforeAll(() => Logger.overrideLogger(false));

const due = (): OutboxRow => ({
  ...{ messageId: uuidv7(), recipientId: uuidv7(), template: 'payout', asset: 'POP', amount: 30, cycle: '2026-01-04' },
  ...{ status: 'waiting', failures: 0, reason: null, requestedAt: MORNING, dueAt: MORNING, endedAt: null },
});

/** Two messages are due. The log fails as it is told to, and a mail takes a while. */
function sender(log: { append?: (streamId: string) => void; readStreamRaw?: () => never }) {
  const rows = [due(), due()] as const;
  const recorded: string[] = [];
  const failing = {
    service: 'notifier',
    readStreamRaw: async () => log.readStreamRaw?.() ?? [],
    readStream: async (_tenant: string, streamId: string) => {
      const { messageId, recipientId } = rows.find((row) => streamId.endsWith(row.messageId)) ?? rows[0];
      return asLog([{ event: 'MessageRequested', body: { messageId, recipientId } }]);
    },
    append: async (_tenant: string, { events: [event] }: { events: { streamId: string; event: string }[] }) => {
      log.append?.(event!.streamId);
      recorded.push(`${event!.event} ${event!.streamId}`);
      return { outcome: 'appended', epoch: 1, position: 2 };
    },
  } as unknown as EventLog;
  const sent: string[] = [];
  const transport = {
    async send(_tenant: string, { messageId }: OutboxRow) {
      if (messageId === rows[1].messageId) for (let turns = 0; turns < 5; turns++) await turn();
      sent.push(messageId);
      return messageId;
    },
  } as unknown as MailTransport;
  const sending = new SendDueMessages(
    failing,
    { of: async () => [...rows] } as unknown as DueMessages,
    {
      lookUp: async () => (userId: string) => ({ userId, name: 'Kesha', email: 'kesha@popug.example' }),
    } as unknown as RecipientLookup,
    transport,
    { get: async () => ({ settings: DEFAULT_SETTINGS }) } as unknown as TenantRegistry,
  );
  return { rows, recorded, sent, execute: () => sending.execute('popug') };
}

test('one that cannot be recorded leaves no other unrecorded that goes at the same time', async () => {
  const { rows, recorded, sent, execute } = sender({
    append(streamId) {
      if (streamId.endsWith(rows[0].messageId)) throw new Error('the log is away');
    },
  });
  await expect(execute()).rejects.toThrow('the log is away');
  expect(sent).toEqual(rows.map(({ messageId }) => messageId));
  expect(recorded).toEqual([`MessageSent message:${rows[1].messageId}`]);
});

test('a mail goes also when the trace that it belongs to cannot be found', async () => {
  const { spans } = await keptTraces();
  const { rows, sent, execute } = sender({
    readStreamRaw() {
      throw new Error('the log is away');
    },
  });
  expect(await execute()).toBe(true);
  expect(sent).toEqual(rows.map(({ messageId }) => messageId));
  await spans();
});
