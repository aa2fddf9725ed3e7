import { describe, expect, test } from '@jest/globals';
import { inTrace } from '#libs/platform';
import { keptTraces } from '#libs/testing';
import { type AppendCommand, type AppendOutcome, type NewEvent } from '../types.js';
import { traceAppend } from './trace-append.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const place = (digit: string, flags = '01') => `00-${TRACE}-${digit.repeat(16)}-${flags}`;
const APPENDED: AppendOutcome = { outcome: 'appended', epoch: 1, firstPosition: 1, position: 2 };

const eventOf = (more: Partial<NewEvent> = {}): NewEvent => ({ streamId: 's', event: 'Happened', body: {}, ...more });
const commandOf = (events: readonly NewEvent[], more: Partial<AppendCommand> = {}): AppendCommand => ({
  events,
  actor: null,
  correlationId: 'c',
  ...more,
});

/** What was recorded of the commands, and the spans that tell of it. */
async function appended(commands: readonly AppendCommand[], outcomes: AppendOutcome[] = [APPENDED]) {
  const { tracing, spans } = await keptTraces();
  let places: unknown;
  await traceAppend(tracing, 'popug', commands, (recorded, sent) => {
    places = recorded.map(({ events }) => events.map(({ traceparent }) => traceparent));
    sent(7);
    return Promise.resolve(outcomes);
  });
  return { places, spans: await spans() };
}

describe('traceAppend', () => {
  test('events come out of the append, which tells how it went', async () => {
    const command = commandOf([eventOf(), eventOf({ event: 'Done' })], { traceparent: place('a') });
    const { places, spans } = await appended([command]);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ name: 'append', parentSpanId: 'a'.repeat(16), failed: false });
    expect(spans[0]?.attributes).toEqual({
      'aviary.tenant': 'popug',
      'aviary.event_names': ['Happened', 'Done'],
      'aviary.correlation_id': 'c',
      'aviary.events': 2,
      'aviary.group': 7,
      'aviary.outcome': 'appended',
      'aviary.epoch': 1,
      'aviary.position': 2,
    });
    const { traceparent } = spans[0] ?? {};
    expect(places).toEqual([[traceparent, traceparent]]);
  });

  test('the own place of an event wins; none at all, and one that is not recorded, stay as they are', async () => {
    const own = [{ traceparent: place('b') }, { traceparent: null }, { traceparent: place('c', '00') }, {}];
    const { places, spans } = await appended([commandOf(own.map(eventOf), { traceparent: place('a') })]);
    const [ofB, ofA] = spans;
    expect([ofB?.parentSpanId, ofA?.parentSpanId]).toEqual(['b'.repeat(16), 'a'.repeat(16)]);
    expect(places).toEqual([[ofB?.traceparent, null, place('c', '00'), ofA?.traceparent]]);
  });

  test('a command that says nothing belongs to the trace of the running code, if there is one', async () => {
    const within = await inTrace(place('a'), () => appended([commandOf([eventOf()])]));
    expect(within.spans).toMatchObject([{ parentSpanId: 'a'.repeat(16) }]);
    expect(within.places).toEqual([[within.spans[0]?.traceparent]]);
    const outside = await appended([commandOf([eventOf()])]);
    expect(outside).toEqual({ places: [[null]], spans: [] });
  });

  test('several commands of one trace are one append; where they went differently, it says so', async () => {
    const commands = [1, 2].map(() => commandOf([eventOf()], { traceparent: place('a') }));
    const { spans } = await appended(commands, [APPENDED, { outcome: 'conflict', reason: 'version' }]);
    expect(spans).toHaveLength(1);
    expect(spans[0]?.attributes).toMatchObject({ 'aviary.events': 2, 'aviary.outcome': 'mixed' });
    expect(spans[0]?.attributes).not.toHaveProperty('aviary.position');
  });

  test('a failure is told by its kind', async () => {
    const { tracing, spans } = await keptTraces();
    const command = commandOf([eventOf()], { traceparent: place('a') });
    const failing = traceAppend(tracing, 'popug', [command], () => Promise.reject(new RangeError('of Bob')));
    await expect(failing).rejects.toThrow('of Bob');
    const [span] = await spans();
    expect(span).toMatchObject({ failed: true, attributes: { 'error.type': 'RangeError' } });
    expect(span?.text).not.toContain('Bob');
  });
});
