import { expect, test } from '@jest/globals';
import { type RecordedEvent, uuidv7 } from '#libs/kernel';
import { testDatabase, until } from '#libs/testing';
import { Ledger } from '../fixtures/ledger.js';
import { services } from '../fixtures/service.js';
import { recordsOf } from '../fixtures/topic.js';

const running = services();
const database = testDatabase({ active: true });
const { tenant } = database;

/** What it was given, by name and body. */
const given = new Map<string, Pick<RecordedEvent, 'event' | 'body'>[]>();

function takes(databases: ConstructorParameters<typeof Ledger>[0], reader: string): Ledger {
  const ledger = new Ledger(databases, 'notifier', new Set(['DeliveryFailed']), `spec.${reader}`);
  ledger.before = (events) => {
    const told = events.map(({ event, body }) => ({ event, body }));
    given.set(reader, [...(given.get(reader) ?? []), ...told]);
  };
  return ledger;
}

test('an event and what has replaced it lie side by side in log and topic, and are read as the latter', async () => {
  const options = { tenants: [tenant] };
  const owner = await running.start('notifier', { ...options, subscribers: (all) => [takes(all, 'own log')] });
  await running.start('analytics', { ...options, subscribers: (all) => [takes(all, 'topic')] });
  const ids = { messageId: uuidv7(), recipientId: uuidv7() };
  const streamId = `message:${ids.messageId}`;
  const told = [
    { event: 'MessageFailed', body: { ...ids, reason: 'smtp:451', final: false } },
    { event: 'DeliveryFailed', body: { ...ids, reason: 'smtp:451', outcome: 'delayed' } },
    { event: 'MessageFailed', body: { ...ids, reason: 'smtp:550', final: true } },
  ];
  const events = told.map((each) => ({ streamId, ...each }));
  const command = { events, actor: null, correlationId: uuidv7() };
  expect((await owner.log.append(tenant, command)).outcome).toBe('appended');

  const readers = ['own log', 'topic'];
  await until(() => readers.every((reader) => given.get(reader)?.length === told.length), { what: 'all to be read' });
  const read = [
    { event: 'DeliveryFailed', body: { ...ids, reason: 'smtp:451', outcome: 'delayed' } },
    { event: 'DeliveryFailed', body: { ...ids, reason: 'smtp:451', outcome: 'delayed' } },
    { event: 'DeliveryFailed', body: { ...ids, reason: 'smtp:550', outcome: 'failed' } },
  ];
  for (const reader of readers) expect(given.get(reader)).toEqual(read);
  expect((await owner.log.readStream(tenant, streamId)).map(({ event, body }) => ({ event, body }))).toEqual(read);

  // Nothing that lies there was rewritten.
  const names = told.map(({ event }) => event);
  expect((await owner.log.readStreamRaw(tenant, streamId)).map(({ event }) => event)).toEqual(names);
  expect((await recordsOf('aviary.notifier', tenant)).map(({ meta }) => meta.event)).toEqual(names);
});
