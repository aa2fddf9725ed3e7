import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Collector, type ReceivedSpan, startCollector, until } from '#libs/testing';
import { dayOfStory } from './support/day.js';
import { type Installation, start, temporaryHome } from './support/installation.js';
import { after, close, everything, fresh, logInAll, logInAs, type People } from './support/people.js';

interface User {
  login: string | null;
  name: string;
  email: string | null;
}

const TODAY = await dayOfStory();
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const home = temporaryHome();
let collector: Collector;
let aviary: Installation;
let people: People;

beforeAll(async () => {
  collector = await startCollector();
  // What somebody who has a collector sets; services that share a process send under their own names all the same.
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.endpoint;
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '200';
  aviary = await start(home, '--no-seed');
  people = await logInAll(aviary.url);
}, 300_000);
afterAll(async () => {
  await collector.close();
});

/** A client's own span, as any instrumented program has one. */
function client() {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-01` } };
}

/** The span of a service below another one of the same trace, as soon as the collector has it. */
async function below(
  parent: Pick<ReceivedSpan, 'traceId' | 'spanId'>,
  service: string,
  name: string,
): Promise<ReceivedSpan> {
  const ofTrace = () => collector.spans.filter(({ traceId }) => traceId === parent.traceId);
  try {
    return await until(
      () =>
        ofTrace().find(
          (span) => span.parentSpanId === parent.spanId && span.service === service && span.name.startsWith(name),
        ),
      { what: `${name} of ${service}`, timeout: 60_000 },
    );
  } catch (error) {
    const seen = ofTrace().map((span) => `${span.spanId} ${span.service} ${span.name} below ${span.parentSpanId}`);
    throw new Error(`Below ${parent.spanId} there is only:\n${seen.join('\n')}`, { cause: error });
  }
}

/** Makes a task and completes it in the client's trace, as its assignee. */
async function complete(headers: Record<string, string>) {
  // Right after a start it is not known everywhere yet who may be given a task.
  const created = await until(
    async () => {
      const answer = await people.manager.post('/api/tasks', { title: 'Seen from end to end' });
      return answer.status === 201 && answer;
    },
    { what: 'a task to be made', timeout: 60_000 },
  );
  const { id, assigneeId } = created.body as { id: string; assigneeId: string };
  const assignee = await logInAs(aviary.url, people.admin, assigneeId);
  const completed = await assignee.post(`/api/tasks/${id}/complete`, undefined, { headers });
  expect(completed.status).toBe(200);
  const { body } = await fresh<{ balance: number }>(assignee, '/api/accounting/me/balance', after(completed));
  return { assigneeId, balance: body.balance };
}

describe('one trace', () => {
  test('leads from a click through logs and topics to what accounting and analytics show', async () => {
    const click = client();
    const { assigneeId } = await complete(click.headers);
    const gateway = await below(click, 'gateway', 'POST /api/tasks/*');
    const request = await below(gateway, 'tasks', 'POST /api/tasks/:id/complete');
    expect(request.attributes).toMatchObject({ 'aviary.tenant': 'popug', 'aviary.actor': assigneeId });
    const append = await below(request, 'tasks', 'append');
    expect(append.attributes).toMatchObject({
      'aviary.event_names': 'TaskCompleted',
      'aviary.outcome': 'appended',
      'aviary.group': expect.stringMatching(/^[1-9]\d*$/),
      'aviary.position': expect.stringMatching(/^[1-9]\d*$/),
    });
    await below(append, 'tasks', 'fold tasks.task_list_v');
    const shipped = await below(append, 'tasks', 'ship');
    expect(shipped.attributes).toMatchObject({ 'messaging.destination.name': 'aviary.tasks' });
    await below(append, 'analytics', 'fold analytics.completed_tasks_v');
    const reaction = await below(append, 'accounting', 'react accounting.post-entries');
    const entry = await below(reaction, 'accounting', 'append');
    expect(entry.attributes).toMatchObject({ 'aviary.event_names': 'CompletionRewardCredited' });
    await below(entry, 'accounting', 'ship');
    await below(entry, 'accounting', 'fold accounting.accounts_v');
    await below(entry, 'analytics', 'fold analytics.balances_v');
  });

  test('leads from a close to the mails', async () => {
    for (let balance = 0; balance <= 0;) ({ balance } = await complete({}));
    // Each try has a trace of its own; what is looked at is the one that was not refused.
    let click = client();
    const closed = await close(people.admin, TODAY, () => (click = client()));
    expect(closed.status).toBe(200);
    const gateway = await below(click, 'gateway', 'POST /api/accounting/*');
    const request = await below(gateway, 'accounting', 'POST /api/accounting/cycles/close');
    const payouts = await until(
      () =>
        collector.spans.find(
          ({ parentSpanId, attributes }) =>
            parentSpanId === request.spanId && attributes['aviary.event_names']?.includes('PayoutIssued'),
        ),
      { what: 'the append of the payouts', timeout: 60_000 },
    );
    const reaction = await below(payouts, 'notifier', 'react notifier.announce-payout');
    const requested = await below(reaction, 'notifier', 'append');
    await below(requested, 'notifier', 'mail');
    const sent = await below(requested, 'notifier', 'append');
    expect(sent.attributes['aviary.event_names']).toBe('MessageSent');
  });
});

test('lines of the log name the trace', async () => {
  const click = client();
  await complete(click.headers);
  for (const service of ['gateway', 'tasks'])
    await until(
      () => readFileSync(path.join(home, 'logs', `${service}.log`), 'utf8').includes(`"traceId":"${click.traceId}"`),
      { what: `a line of ${service}` },
    );
});

test('nobody is named in a trace', async () => {
  const users = await everything<User>(people.admin, '/api/users');
  const known = users.flatMap(({ login, name, email }) => [login, name, email]).filter((text) => text !== null);
  expect(known.length).toBeGreaterThan(10);
  await aviary.stop();
  const told = collector.spans.flatMap(({ service, name, attributes }) => [
    service,
    name,
    ...Object.values(attributes),
  ]);
  const words = new Set(told.flatMap((text) => text.replaceAll(UUID, '').split(/[^\p{L}\p{N}@._-]+/u)));
  const bytes = Buffer.concat(collector.requests).toString();
  expect(bytes).toContain('TaskCompleted');
  for (const text of known) {
    expect(words).not.toContain(text);
    // Ids are bytes, which may happen to look like a short name.
    if (text.length > 7) expect(bytes).not.toContain(text);
  }
  expect(bytes).not.toContain('Seen from end to end');
});
