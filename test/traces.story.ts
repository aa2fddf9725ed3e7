import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type ReceivedSpan, until } from '#libs/testing';
import { type Company, companyOfOwn, type SharedAviary, sharedAviary } from './support/company.js';
import { dayOfStory } from './support/day.js';
import { after, close, everything, fresh, logInAll, logInAs, type People } from './support/people.js';
import { sharedTraces, type SharedTraces } from './support/traces.js';

interface User {
  login: string | null;
  name: string;
  email: string | null;
}

interface Entry {
  id: string;
  reason: string;
  amount: number;
}

interface Explanation {
  sentences: string[];
  reckoning: { fees: number; rewards: number; other: number } | null;
  mail: { status: string } | null;
}

const TODAY = await dayOfStory();
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const TENANT = 'track-layers';
let traces: SharedTraces;
let aviary: SharedAviary;
let company: Company;
let people: People;

beforeAll(async () => {
  aviary = await sharedAviary();
  traces = sharedTraces();
  company = await companyOfOwn(aviary, TENANT, 6);
  people = await logInAll(company.url);
}, 300_000);

/** A client's own span, as any instrumented program has one. */
function client() {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-01` } };
}

/** The span of a service below another one of the same trace, as soon as it was sent. */
async function below(
  parent: Pick<ReceivedSpan, 'traceId' | 'spanId'>,
  service: string,
  name: string,
): Promise<ReceivedSpan> {
  const ofTrace = async () => (await traces.spans()).filter(({ traceId }) => traceId === parent.traceId);
  try {
    return await until(
      async () =>
        (await ofTrace()).find(
          (span) => span.parentSpanId === parent.spanId && span.service === service && span.name.startsWith(name),
        ),
      { what: `${name} of ${service}`, timeout: 60_000 },
    );
  } catch (error) {
    const seen = (await ofTrace()).map(
      (span) => `${span.spanId} ${span.service} ${span.name} below ${span.parentSpanId}`,
    );
    throw new Error(`Below ${parent.spanId} there is only:\n${seen.join('\n')}`, { cause: error });
  }
}

/** Makes a task and completes it in the client's trace, as its assignee. */
async function complete(headers: Record<string, string>) {
  // Right after a company is made it is not known everywhere yet who may be given a task.
  const created = await until(
    async () => {
      const answer = await people.manager.post('/api/tasks', { title: 'Seen from end to end' });
      return answer.status === 201 && answer;
    },
    { what: 'a task to be made', timeout: 60_000 },
  );
  const { id, assigneeId } = created.body as { id: string; assigneeId: string };
  const assignee = await logInAs(company.url, people.admin, assigneeId);
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
    expect(request.attributes).toMatchObject({ 'aviary.tenant': TENANT, 'aviary.actor': assigneeId });
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
      async () =>
        (await traces.spans()).find(
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

  test('of which the payout itself tells, and of what it is made', async () => {
    const { body } = await people.auditor.get<{ items: Entry[] }>('/api/accounting/entries');
    const paid = body.items.find(({ reason }) => reason === 'payout');
    const path = `/api/accounting/entries/${paid?.id}/explain`;
    const explained = await until(
      async () => {
        const told = (await people.auditor.get<Explanation>(path)).body;
        return told.mail?.status === 'sent' && told;
      },
      { what: 'the payout to be told by mail', timeout: 60_000 },
    );
    expect(explained).toMatchObject({
      task: null,
      cycle: { cycle: TODAY },
      payout: { entryId: paid?.id },
      missing: [],
    });
    const { fees = 0, rewards = 0, other = 0 } = explained.reckoning ?? {};
    expect(rewards - fees + other).toBe(-(paid?.amount ?? 0));
    expect(explained.sentences.at(-1)).toMatch(/^They were told of the payout by mail on /);
  });
});

test('lines of the log name the trace', async () => {
  const click = client();
  await complete(click.headers);
  for (const service of ['gateway', 'tasks'])
    await until(
      () =>
        readFileSync(path.join(aviary.home, 'logs', `${service}.log`), 'utf8').includes(`"traceId":"${click.traceId}"`),
      { what: `a line of ${service}` },
    );
});

test('nobody is named in a trace', async () => {
  const users = await everything<User>(people.admin, '/api/users');
  const known = users.flatMap(({ login, name, email }) => [login, name, email]).filter((text) => text !== null);
  expect(known.length).toBeGreaterThan(10);
  const told = (await traces.spans()).flatMap(({ service, name, attributes }) => [
    service,
    name,
    ...Object.values(attributes),
  ]);
  const words = new Set(told.flatMap((text) => text.replaceAll(UUID, '').split(/[^\p{L}\p{N}@._-]+/u)));
  const bytes = Buffer.concat(await traces.requests()).toString();
  expect(bytes).toContain('TaskCompleted');
  for (const text of known) {
    expect(words).not.toContain(text);
    // Ids are bytes, which may happen to look like a short name.
    if (text.length > 7) expect(bytes).not.toContain(text);
  }
  expect(bytes).not.toContain('Seen from end to end');
});
