import { DEVELOPER, MANAGER } from '../cast.js';
import { type Balance, type Entry, type Page, type Status, type Task } from '../facts.js';
import { lagsOf, lagText } from '../lags.js';
import { type Stage, known } from '../stage.js';
import { type Step } from '../step.js';

export const stopBroker: Step = {
  title: 'The broker goes away, and work goes on',
  async play(stage) {
    stage.tell(
      `Kafka is stopped now: the way by which services hear of each other is cut. ${MANAGER} and ${DEVELOPER} go on as ever.`,
    );
    await stage.part('kafka', 'stop');
    stage.narrator.line('(Kafka is stopped)');
    stage.narrator.gap();
    const first = await create(stage, 'Tighten the perch');
    const second = await create(stage, 'Count the seeds');
    stage.name('perch', first.id);
    const path = '/api/tasks/$perch/complete';
    const done = await stage.ask<Task>({ method: 'POST', path, as: 'developer' });
    const third = await create(stage, 'Teach the mirror to say hello');
    stage.memory.meanwhile = [first, second, third];
    stage.expect(
      'Every command was answered as ever: three tasks created, the first completed.',
      done.body.status === 'completed' && [first, second, third].every(({ status }) => status === 'open'),
      [first, second, third, done.body],
    );
    stage.narrator.gap();
    await accountingWaits(stage, known(done.position ?? undefined));
    await statusTells(stage);
  },
};

async function create(stage: Stage, title: string): Promise<Task> {
  const { body } = await stage.ask<Task>({ method: 'POST', path: '/api/tasks', as: 'manager', body: { title } });
  return { ...body, title };
}

async function accountingWaits(stage: Stage, after: string): Promise<void> {
  stage.tell(
    'Accounting cannot know yet. A read with the position of the completion waits for five seconds, and then answers with ' +
      'what there is, and says so: aviary-stale.',
  );
  const balance = { method: 'GET', path: '/api/accounting/me/balance', as: 'developer', after } as const;
  const { stale, body } = await stage.askOnce<Balance>(balance);
  stage.expect('The answer says that it is stale.', stale, body);
  const entries = await stage.quietly<Page<Entry>>({ method: 'GET', path: '/api/accounting/entries', as: 'auditor' });
  const ids = new Set(stage.memory.meanwhile?.map(({ id }) => id));
  const early = entries.body.items.filter(({ taskId }) => taskId !== null && ids.has(taskId));
  stage.expect('Nothing is charged or credited for these tasks.', early.length === 0, early);
  stage.narrator.gap();
}

async function statusTells(stage: Stage): Promise<void> {
  stage.tell(
    'The administrator sees what is the matter (so tells `npx aviary status --home $home`; here, the answer is shortened):',
  );
  const { body } = await stage.ask<Status>(
    { method: 'GET', path: '/api/ops/status', as: 'admin' },
    ({ state, parts, degraded }) => ({ state, parts, degraded: degraded.slice(0, 2) }),
  );
  const kafka = body.parts.find(({ name }) => name === 'kafka');
  stage.expect('The state is "degraded", not "down".', body.state === 'degraded' && kafka?.state === 'down', body);
  const lags = lagsOf(body);
  stage.expect(
    `What waits is counted: ${lags ? lagText(lags) : ''}.`,
    lags !== undefined && lags.relay > 0 && lags.ledger > 0,
    body.sections,
  );
  stage.narrator.gap();
}
