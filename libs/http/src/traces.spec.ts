import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type CommandContext } from '#libs/event-store';
import { loadServiceConfig, type ServiceConfig } from '#libs/platform';
import { type Collector, startCollector, until } from '#libs/testing';
import { CLAIMS, TokenIssuer } from '../../security/src/fixtures/token-issuer.js';
import { startToy, type ToyService } from './fixtures/toy-service.js';

const PARENT = '00f067aa0ba902b7';

const issuer = new TokenIssuer();
let collector: Collector;
let traced: ToyService;
let untraced: ToyService;
let authorization: string;

beforeAll(async () => {
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '20';
  await issuer.start();
  await issuer.addKey('one');
  authorization = `Bearer ${await issuer.sign('one', { ...CLAIMS, permissions: ['things.can_add'] })}`;
  collector = await startCollector();
  traced = await startToy(issuer.url, { traces: tracesTo(collector) });
  untraced = await startToy(issuer.url);
});
afterAll(async () => {
  await Promise.all([traced.close(), untraced.close()]);
  await collector.close();
  await issuer.stop();
});
beforeEach(() => {
  traced.lines.length = 0;
});

function tracesTo({ endpoint }: Collector): ServiceConfig['traces'] {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SERVICE_NAME: 'toy' };
  return loadServiceConfig('gateway', env).traces;
}

const create = (toy: ToyService, headers: Record<string, string> = {}) =>
  fetch(`${toy.url}/api/things?secret=in-the-query`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ title: 'in-the-body' }),
  });

const spanOf = (name: string, traceId: string) =>
  until(() => collector.spans.find((span) => span.traceId === traceId && span.name === name), {
    what: `the span ${name}`,
  });
const contextOf = (toy: ToyService) => (toy.seen.last as { context: CommandContext }).context;
const newTrace = () => randomUUID().replaceAll('-', '');

test('a request goes on with the trace of its client, and so do its command and its lines in the log', async () => {
  const traceId = newTrace();
  const answer = await create(traced, { traceparent: `00-${traceId}-${PARENT}-01` });
  expect(answer.status).toBe(201);
  const span = await spanOf('POST /api/things', traceId);
  expect(span).toMatchObject({ service: 'toy', parentSpanId: PARENT, kind: 2, failed: false });
  expect(span.attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': '/api/things',
    'http.response.status_code': '201',
    'aviary.tenant': 'popug',
    'aviary.actor': CLAIMS.sub,
    'aviary.correlation_id': answer.headers.get('x-correlation-id'),
  });
  expect(contextOf(traced).traceparent).toBe(`00-${traceId}-${span.spanId}-01`);
  const lines = traced.lines.filter(({ msg }) => msg === 'made' || msg === 'request');
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toMatchObject({ traceId, spanId: span.spanId });
});

test('the parameters of a path are not told, nor queries and bodies', async () => {
  const traceId = newTrace();
  const headers = { authorization, traceparent: `00-${traceId}-${PARENT}-01` };
  await fetch(`${traced.url}/api/things/0190f3b6-7c1e-7a55-8d20-3c0a8f1d7e99`, { headers });
  const span = await spanOf('GET /api/things/:id', traceId);
  expect(span.attributes).toMatchObject({ 'http.route': '/api/things/:id', 'http.response.status_code': '200' });
  await fetch(`${traced.url}/people/bob`, { headers });
  await spanOf('GET', traceId);
  const sent = Buffer.concat(collector.requests).toString();
  for (const text of ['in-the-query', 'in-the-body', '3c0a8f1d7e99', 'bob']) expect(sent).not.toContain(text);
});

test('a request whose trace is not recorded is passed on and not told', async () => {
  const traceId = newTrace();
  await create(traced, { traceparent: `00-${traceId}-${PARENT}-00` });
  expect(contextOf(traced).traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
  const later = newTrace();
  await create(traced, { traceparent: `00-${later}-${PARENT}-01` });
  await spanOf('POST /api/things', later);
  expect(collector.spans.filter((span) => span.traceId === traceId)).toEqual([]);
});

test('a request without a trace, or with what is none, begins one', async () => {
  await create(traced, { traceparent: `00-${'0'.repeat(32)}-${PARENT}-01` });
  const [, traceId = ''] = contextOf(traced).traceparent?.split('-') ?? [];
  expect(traceId).not.toBe('0'.repeat(32));
  expect(await spanOf('POST /api/things', traceId)).toMatchObject({ parentSpanId: '' });
});

test('a failure is told by its status alone', async () => {
  const traceId = newTrace();
  traced.seen.failure = new Error('Bob was here');
  await fetch(`${traced.url}/open/fail`, { headers: { traceparent: `00-${traceId}-${PARENT}-01` } });
  const span = await spanOf('GET /open/fail', traceId);
  expect(span).toMatchObject({ failed: true, attributes: { 'error.type': '500', 'http.response.status_code': '500' } });
  expect(Buffer.concat(collector.requests).toString()).not.toContain('Bob was here');
});

test('what machines ask all the time begins no trace', async () => {
  const before = collector.spans.length;
  for (const path of ['/healthz', '/readyz', '/metrics']) await fetch(traced.url + path);
  const traceId = newTrace();
  await create(traced, { traceparent: `00-${traceId}-${PARENT}-01` });
  await spanOf('POST /api/things', traceId);
  expect(collector.spans.slice(before).map(({ name }) => name)).toEqual(['POST /api/things']);
});

test('a service that ends sends what is left', async () => {
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '600000';
  const ending = await startToy(issuer.url, { traces: tracesTo(collector) });
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '20';
  const traceId = newTrace();
  await create(ending, { traceparent: `00-${traceId}-${PARENT}-01` });
  await ending.close();
  // A service does not wait for its collector for ever: on a busy machine what it sent may still be on the way.
  await spanOf('POST /api/things', traceId);
  expect(collector.spans.filter((span) => span.traceId === traceId)).toHaveLength(1);
});

test('a collector that is away fails neither a request nor the end of a service', async () => {
  const gone = await startCollector();
  await gone.close();
  // Longer than a service waits at its end, and not as long as this file would otherwise be held up by it.
  process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '2500';
  const alone = await startToy(issuer.url, { traces: tracesTo(gone) });
  expect((await create(alone)).status).toBe(201);
  await alone.close();
  expect(alone.lines.filter(({ msg }) => msg === 'parts of the service did not close in time')).toEqual([]);
});

test('where nothing is traced, a command keeps the place that its client named, and lines tell of no trace', async () => {
  const traceparent = `00-${newTrace()}-${PARENT}-01`;
  await create(untraced, { traceparent });
  expect(contextOf(untraced).traceparent).toBe(traceparent);
  await create(untraced);
  expect(contextOf(untraced).traceparent).toBeNull();
  for (const line of untraced.lines) expect(line).not.toHaveProperty('traceId');
});
