import { describe, expect, it } from '@jest/globals';
import { Subscriptions } from './subscriptions.js';
import { type Checkpoint, type Subscriber, subscriberKey } from './subscriber.js';

function subscriber(
  name: string,
  source: string,
  position = 0,
  more: Partial<Subscriber> = {},
): Subscriber & { stored: Checkpoint } {
  const stored = { epoch: 1, position };
  return {
    ...{ name, source, stored, handles: new Set<string>() },
    checkpoint: () => Promise.resolve(stored),
    handle: () => Promise.resolve(),
    ...more,
  };
}

describe('Subscriptions', () => {
  it('knows who reads what', () => {
    const subscriptions = new Subscriptions();
    let changes = 0;
    subscriptions.onChange(() => (changes += 1));
    const remove = subscriptions.add(subscriber('view', 'tasks'));
    subscriptions.add(subscriber('view', 'auth'));
    expect(subscriptions.sources).toEqual(['auth', 'tasks']);
    expect(() => subscriptions.add(subscriber('view', 'tasks'))).toThrow(
      'There is a subscriber view of tasks already.',
    );
    remove();
    expect(subscriptions.sources).toEqual(['auth']);
    expect(changes).toBe(3);
  });

  it('has nothing to wait for where nobody reads, or nothing is asked for', async () => {
    const subscriptions = new Subscriptions();
    subscriptions.add(subscriber('view', 'tasks'));
    expect(await subscriptions.reached('popug', 'auth', 1, 5, 0)).toBe(true);
    expect(await subscriptions.reached('popug', 'tasks', 1, 0, 0)).toBe(true);
  });

  it('waits until every subscriber of the source is there', async () => {
    const subscriptions = new Subscriptions();
    const [fast, slow] = [subscriber('fast', 'tasks', 9), subscriber('slow', 'tasks', 3)];
    subscriptions.add(fast);
    subscriptions.add(slow);
    subscriptions.add(subscriber('other', 'auth', 0));
    expect(await subscriptions.reached('popug', 'tasks', 1, 5, 30)).toBe(false);
    const waiting = subscriptions.reached('popug', 'tasks', 1, 5, 10_000);
    subscriptions.moved({ key: `${subscriberKey(slow)}/acme` }, { epoch: 1, position: 5 });
    subscriptions.moved({ key: `${subscriberKey(slow)}/popug` }, { epoch: 1, position: 4 });
    subscriptions.moved({ key: `${subscriberKey(slow)}/popug` }, { epoch: 1, position: 5 });
    expect(await waiting).toBe(true);
  });

  it('sees what another instance has moved', async () => {
    const subscriptions = new Subscriptions();
    const view = subscriber('view', 'tasks', 3);
    subscriptions.add(view);
    const waiting = subscriptions.reached('popug', 'tasks', 1, 5, 10_000);
    Object.assign(view.stored, { position: 6 });
    expect(await waiting).toBe(true);
  });

  it('takes a newer epoch for further', async () => {
    const subscriptions = new Subscriptions();
    const view = subscriber('view', 'tasks', 3);
    subscriptions.add(view);
    Object.assign(view.stored, { epoch: 2 });
    expect(await subscriptions.reached('popug', 'tasks', 1, 5, 0)).toBe(true);
    expect(await subscriptions.reached('popug', 'tasks', 2, 5, 0)).toBe(false);
  });

  it('counts a checkpoint that cannot be read as not there', async () => {
    const subscriptions = new Subscriptions();
    subscriptions.add(subscriber('view', 'tasks', 3, { checkpoint: () => Promise.reject(new Error('away')) }));
    expect(await subscriptions.reached('popug', 'tasks', 1, 2, 30)).toBe(false);
  });

  it('waits, after a reactor, for the own views to show what it has appended', async () => {
    const subscriptions = new Subscriptions({
      service: 'accounting',
      head: () => Promise.resolve({ epoch: 1, position: 8 }),
    });
    const view = subscriber('view', 'accounting', 7);
    subscriptions.add(subscriber('reactor', 'tasks', 5, { reacts: true }));
    subscriptions.add(view);
    expect(await subscriptions.reached('popug', 'tasks', 1, 5, 30)).toBe(false);
    expect(await subscriptions.reached('popug', 'accounting', 1, 7, 30)).toBe(true);
    Object.assign(view.stored, { position: 8 });
    expect(await subscriptions.reached('popug', 'tasks', 1, 5, 30)).toBe(true);
  });
});
