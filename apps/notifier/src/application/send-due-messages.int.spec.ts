import { expect, test } from '@jest/globals';
import { EventLog, Sealing } from '#libs/event-store';
import { uuidv7 } from '#libs/kernel';
import { until } from '#libs/testing';
import { runningNotifier } from '../fixtures/running-notifier.js';
import { OutboxQuery } from '../projections/outbox/outbox.query.js';

const service = runningNotifier();

interface Failed {
  readonly event: string;
  readonly body: { readonly reason?: string; readonly outcome?: string };
}

/** What became of a message at last, as soon as it is of this kind. */
const outcomeOf = (messageId: string, wanted: (body: Failed['body']) => boolean, what: string): Promise<Failed> =>
  until(
    async () => {
      const { tenant } = service.database;
      const events = await service.notifier.app.get(EventLog).readStream(tenant, `message:${messageId}`);
      const last = events.at(-1) as Failed | undefined;
      return last?.event === 'DeliveryFailed' && wanted(last.body) && last;
    },
    { what, timeout: 60_000 },
  );

async function requested(recipientId: string): Promise<string> {
  const messageId = uuidv7();
  const terms = { channel: 'email', template: 'payout', asset: 'POP', amount: 30, cycle: '2026-03-01' };
  const body = { messageId, recipientId, ...terms, causeEventId: uuidv7() };
  await service.append('notifier', `message:${messageId}`, 'MessageRequested', body);
  return messageId;
}

async function somebody(): Promise<string> {
  const userId = uuidv7();
  const person = { login: userId, name: 'Kesha', email: 'kesha@popug.example', roles: [], permissions: [] };
  await service.append('auth', `user:${userId}`, 'UserRegistered', { userId, ...person });
  return userId;
}

test('a mail that waits when the person is erased is given up and says why, before anybody was told', async () => {
  const userId = await somebody();
  const messageId = await requested(userId);
  const waits = await outcomeOf(messageId, ({ outcome }) => outcome === 'delayed', 'the mail server to be found away');
  expect(waits.body.reason).toMatch(/^transport:/);
  await service.auth.app.get(Sealing).erase(service.database.tenant, userId);
  const ended = await outcomeOf(messageId, ({ outcome }) => outcome === 'failed', 'the mail to be given up');
  expect(ended.body.reason).toBe('person-erased');
});

test('so is one that is asked for afterwards', async () => {
  const userId = await somebody();
  await service.auth.app.get(Sealing).erase(service.database.tenant, userId);
  const ended = await outcomeOf(
    await requested(userId),
    ({ outcome }) => outcome === 'failed',
    'the mail to be given up',
  );
  expect(ended.body.reason).toBe('person-erased');
});

test('a person of whom nobody has heard has no address', async () => {
  const ended = await outcomeOf(
    await requested(uuidv7()),
    ({ outcome }) => outcome === 'failed',
    'the mail to be given up',
  );
  expect(ended.body.reason).toBe('no-address');
});

test('what was given up in the words of an older release is given up', async () => {
  const recipientId = await somebody();
  const messageId = await requested(recipientId);
  const failed = { messageId, recipientId, reason: 'smtp:550', final: true };
  await service.append('notifier', `message:${messageId}`, 'MessageFailed', failed);
  const row = await until(
    async () => {
      const found = await service.notifier.app.get(OutboxQuery).byId(service.database.tenant, messageId);
      return found?.status === 'failed' && found;
    },
    { what: 'the outbox to know' },
  );
  expect(row).toMatchObject({ reason: 'smtp:550', endedAt: expect.any(Number) });
  const ended = await outcomeOf(messageId, ({ outcome }) => outcome === 'failed', 'the message to have ended');
  expect(ended.event).toBe('DeliveryFailed');
});
