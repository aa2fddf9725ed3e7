import { describe, expect, it } from '@jest/globals';
import { type RecordedEvent } from '#libs/kernel';
import { activeTraceparent, inTrace, type Tracing } from '#libs/platform';
import { keptTraces, recorded } from '#libs/testing';
import { type Subscriber } from './subscriber.js';
import { Subscriptions } from './subscriptions.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const place = (digit: string) => `00-${TRACE}-${digit.repeat(16)}-01`;
const eventOf = (position: number, traceparent: string | null): RecordedEvent =>
  recorded('TaskCompleted', {}, { position, traceparent, recordedAt: Date.now() });
const EVENTS = [eventOf(1, place('a')), eventOf(2, null), eventOf(3, place('a'))];

/** A subscriber of accounting, as those who deliver to it see it. */
function subscribed(tracing: Tracing | undefined, more: Partial<Subscriber>) {
  const own = { service: 'accounting', head: () => Promise.resolve({ epoch: 1, position: 0 }) };
  const subscriptions = new Subscriptions(own, tracing);
  const seen: { events?: readonly RecordedEvent[]; within?: string | undefined } = {};
  const subscriber: Subscriber = {
    name: 'ledger',
    source: 'tasks',
    handles: new Set(['TaskCompleted']),
    checkpoint: () => Promise.resolve({ epoch: 1, position: 0 }),
    handle: (_tenant, events) => {
      Object.assign(seen, { events, within: activeTraceparent() });
      return Promise.resolve();
    },
    ...more,
  };
  subscriptions.add(subscriber);
  const [listed] = subscriptions.ofSource(subscriber.source);
  return { subscriber, listed: listed as Subscriber, seen };
}

/** What a subscriber gets to see of events that are delivered from within another trace, and the spans. */
async function taken(events = EVENTS, more: Partial<Subscriber> = {}) {
  const { tracing, spans } = await keptTraces();
  const { listed, seen } = subscribed(tracing, more);
  await inTrace(place('f'), () => listed.handle('popug', events, { epoch: 1, from: 0, to: 3 }));
  return { ...seen, spans: await spans() };
}

describe('a traced subscriber', () => {
  it('shows a fold once in each trace, and hands the events on as they are', async () => {
    const { events, within, spans } = await taken();
    expect(events).toEqual(EVENTS);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ name: 'fold ledger', kind: 4, parentSpanId: 'a'.repeat(16), failed: false });
    expect(spans[0]?.attributes).toEqual({
      'aviary.tenant': 'popug',
      'aviary.source': 'tasks',
      'aviary.position': 3,
      'aviary.events': 2,
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'aviary.tasks',
    });
    expect(within).toBe(spans[0]?.traceparent);
  });

  it('lets a reactor go on from its span', async () => {
    const { events, spans } = await taken(EVENTS, { reacts: true });
    expect(spans.map(({ name }) => name)).toEqual(['react ledger']);
    const after = spans[0]?.traceparent;
    expect(events?.map(({ meta }) => meta.traceparent)).toEqual([after, null, after]);
    const rest = ({ meta, ...event }: RecordedEvent) => ({ ...event, meta: { ...meta, traceparent: null } });
    expect(events?.map(rest)).toEqual(EVENTS.map(rest));
  });

  it('of the own log has no broker in between', async () => {
    const { spans } = await taken(EVENTS, { source: 'accounting' });
    expect(spans[0]).toMatchObject({ kind: 0, attributes: { 'aviary.source': 'accounting' } });
    expect(spans[0]?.attributes).not.toHaveProperty('messaging.system');
  });

  it('is in no trace where several are concerned, or none; least of all in that of whoever woke the reader', async () => {
    const two = await taken([eventOf(1, place('a')), eventOf(2, place('b'))]);
    expect(two.spans.map(({ parentSpanId }) => parentSpanId)).toEqual(['a'.repeat(16), 'b'.repeat(16)]);
    expect(two.within).toBeUndefined();
    const none = await taken([eventOf(1, null)]);
    expect(none.spans).toEqual([]);
    expect(none.within).toBeUndefined();
  });

  it('tells the kind of a failure, which goes on to whoever delivers', async () => {
    const { tracing, spans } = await keptTraces();
    const { listed } = subscribed(tracing, { handle: () => Promise.reject(new RangeError('of Bob')) });
    await expect(listed.handle('popug', EVENTS, { epoch: 1, from: 0, to: 3 })).rejects.toThrow('of Bob');
    const [span] = await spans();
    expect(span).toMatchObject({ failed: true, attributes: { 'error.type': 'RangeError' } });
    expect(span?.text).not.toContain('Bob');
  });

  it('stands in between only where traces are on', () => {
    const { listed, subscriber } = subscribed(undefined, {});
    expect(listed).toBe(subscriber);
  });
});
