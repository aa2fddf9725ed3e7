import { describe, expect, test } from '@jest/globals';
import { keptTraces } from '#libs/testing';
import { openTracing } from './open-tracing.js';
import { activeTraceparent, inTrace, traceFields, tracesAreOn } from './trace-context.js';
import { NO_TRACING, type TracedEvent } from './tracing.js';

const SPAN = '00f067aa0ba902b7';
const sampled = (digit: string) => `00-${digit.repeat(32)}-${SPAN}-01`;
const unsampled = (digit: string) => `00-${digit.repeat(32)}-${SPAN}-00`;
const eventOf = (traceparent: string | null, agedMs = 0): TracedEvent => ({
  traceparent,
  recordedAt: Date.now() - agedMs,
});
const HOUR = 3_600_000;

// Before anything else: what follows switches the process over (hence @own-process).
test('where nobody traces, nothing is done, and nothing is known', async () => {
  expect(await openTracing({ traces: { on: false, serviceName: 'tasks', url: '' } })).toBe(NO_TRACING);
  expect(NO_TRACING.on).toBe(false);
  expect(NO_TRACING.start('request', sampled('a'))).toBeUndefined();
  expect(NO_TRACING.follow('append', [sampled('a')])).toBeUndefined();
  expect(NO_TRACING.followEvents('fold', [eventOf(sampled('a'))])).toBeUndefined();
  expect(await NO_TRACING.begin('close', {}, () => Promise.resolve(1))).toBe(1);
  expect(tracesAreOn()).toBe(false);
  expect(inTrace(sampled('a'), () => [activeTraceparent(), traceFields()])).toEqual([undefined, undefined]);
});

describe('Tracing', () => {
  test('each service of a process has its own name', async () => {
    const [tasks, auth] = [await keptTraces('tasks'), await keptTraces('auth')];
    tasks.tracing.start('one', undefined)?.end();
    auth.tracing.start('two', sampled('a'))?.end();
    const told = [...(await tasks.spans()), ...(await auth.spans())];
    expect(told.map(({ name, service }) => [name, service])).toEqual([
      ['one', 'tasks'],
      ['two', 'auth'],
    ]);
  });

  test('a span goes on with the trace it is given, and tells who goes on with it', async () => {
    const { tracing, spans } = await keptTraces();
    const span = tracing.start('request', sampled('a'));
    await tracing.step('outside of any trace', {}, () => Promise.resolve());
    span?.end();
    const [told] = await spans();
    expect(told).toMatchObject({ name: 'request', parentSpanId: SPAN });
    expect(told?.traceparent).toMatch(/^00-a{32}-/);
  });

  test('work is shown once in each trace that is recorded, however many events it has', async () => {
    const { tracing, spans } = await keptTraces();
    const parents = [sampled('a'), null, sampled('b'), sampled('a'), unsampled('c')];
    const work = tracing.follow('fold', parents, { attributes: { 'aviary.tenant': 'popug' } });
    const places = parents.map((parent) => work?.placeAfter(parent));
    work?.end();
    const told = await spans();
    expect(told.map(({ attributes }) => attributes)).toEqual([
      { 'aviary.tenant': 'popug', 'aviary.events': 2 },
      { 'aviary.tenant': 'popug', 'aviary.events': 1 },
    ]);
    const [a, b] = told.map(({ traceparent }) => traceparent);
    expect([a, b]).toEqual([expect.stringMatching(/^00-a{32}-/), expect.stringMatching(/^00-b{32}-/)]);
    expect(places).toEqual([a, null, b, a, unsampled('c')]);
    expect(tracing.follow('fold', [null, unsampled('c')])).toBeUndefined();
  });

  test('what happened long ago is not followed: it is folded anew, or shipped again', async () => {
    const { tracing, spans } = await keptTraces();
    tracing.followEvents('fold', [eventOf(sampled('a'), 2 * HOUR), eventOf(sampled('b'), HOUR / 2)])?.end();
    expect((await spans()).map(({ traceparent }) => traceparent)).toEqual([expect.stringMatching(/^00-b{32}-/)]);
  });

  test.each([
    [0, 0],
    [1, 20],
  ])(
    'of the traces begun here the share %d is recorded; of those of others, what they say',
    async (ratio, recorded) => {
      const { tracing, spans } = await keptTraces('tasks', ratio);
      for (let n = 0; n < 20; n += 1) tracing.start('own', undefined)?.end();
      tracing.start('of others', sampled('a'))?.end();
      tracing.start('not of others', unsampled('b'))?.end();
      const names = (await spans()).map(({ name }) => name);
      expect(names.filter((name) => name === 'own')).toHaveLength(recorded);
      expect(names.filter((name) => name !== 'own')).toEqual(['of others']);
    },
  );

  test('steps are below the work they belong to, which has a trace of its own', async () => {
    const { tracing, spans } = await keptTraces();
    await inTrace(sampled('a'), () =>
      tracing.begin('close cycles', {}, async () => {
        await Promise.resolve();
        await tracing.step('mail', {}, () => Promise.resolve());
      }),
    );
    const [mail, close] = await spans();
    expect(close).toMatchObject({ name: 'close cycles', parentSpanId: undefined });
    expect(mail?.name).toBe('mail');
    expect(close?.traceparent).toContain(mail?.parentSpanId);
  });

  test('a failure is told by its kind, and not by its words', async () => {
    const { tracing, spans } = await keptTraces();
    const failing = tracing.begin('close cycles', {}, () => Promise.reject(new RangeError('Bob was here')));
    await expect(failing).rejects.toThrow('Bob was here');
    tracing.follow('append', [sampled('a')])?.fail(new TypeError('Bob was here'));
    const told = await spans();
    expect(told.map(({ attributes }) => attributes['error.type'])).toEqual(['RangeError', 'TypeError']);
    for (const { failed, text } of told) {
      expect(failed).toBe(true);
      expect(text).not.toContain('Bob');
    }
  });
});

test('the running code knows its trace, across whatever it waits for', async () => {
  await keptTraces();
  const seen = await inTrace(sampled('a'), async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return [activeTraceparent(), traceFields()];
  });
  expect(seen).toEqual([sampled('a'), { traceId: 'a'.repeat(32), spanId: SPAN }]);
  expect(activeTraceparent()).toBeUndefined();
  expect(inTrace(sampled('a'), () => inTrace(null, activeTraceparent))).toBeUndefined();
});
