import { beforeAll, describe, expect, test } from '@jest/globals';
import { addDays } from '#libs/kernel';
import { type Answer, api, type Client, expectProblem, until } from '#libs/testing';
import { type Company } from '../support/company.js';
import { dayOfStory } from '../support/day.js';
import { after, close, everything, fresh, logInAll, logInAs, type People } from '../support/people.js';
import { tellWhereNumbersComeFrom } from './where-numbers-come-from.js';

interface Task {
  id: string;
  assigneeId: string;
  assignmentFee: number;
  completionReward: number;
  status: string;
}

interface Entry {
  id: string;
  cycle: string;
  account: string;
  reason: string;
  amount: number;
  balance: number;
  taskId: string | null;
}

interface LoggedEvent {
  position: number;
  event: string;
  body: Record<string, unknown>;
  cause?: LoggedEvent | null;
}

const DAY = await dayOfStory();

/**
 * The story of a day, through HTTP alone: the same wherever the services run.
 *
 * @param mode how they run, as in "one process"
 * @param open makes a company that nobody else works for
 */
export function tellWorkingDay(mode: string, open: () => Promise<Company>): void {
  describe(`a working day in ${mode}`, () => {
    let aviary: Company;
    let people: People;
    let developers: Set<string>;
    /** The last command that moved money. */
    let latest: Answer;
    const created: Task[] = [];

    beforeAll(async () => {
      aviary = await open();
      people = await logInAll(aviary.url);
      const users = await everything<{ id: string; roles: string[]; active: boolean }>(people.admin, '/api/users');
      const active = users.filter((user) => user.active && user.roles.includes('developer'));
      developers = new Set(active.map(({ id }) => id));
    }, 300_000);

    const entriesOf = async (client: Client, path = '/api/accounting/entries'): Promise<Entry[]> =>
      await everything<Entry>(client, path);

    test('everybody is who they say', async () => {
      const me = await people.developer.get('/api/auth/me');
      expect(me.status).toBe(200);
      expect(me.body).toMatchObject({ name: expect.any(String), roles: ['developer'] });
      expectProblem(
        await api(aviary.url).post('/api/auth/login', { login: 'admin', password: 'wrong' }),
        401,
        'wrong-credentials',
      );
    });

    test('a manager creates tasks; each goes to a developer and costs them a fee in the cycle of today', async () => {
      for (let number = 1; number <= 30; number += 1) {
        const answer = await people.manager.post('/api/tasks', { title: `Task ${number} of the story` });
        expect(answer.status).toBe(201);
        created.push(answer.body as Task);
      }
      for (const task of created) {
        expect(developers).toContain(task.assigneeId);
        expect(task.status).toBe('open');
        expect(task.assignmentFee).toBeGreaterThanOrEqual(10);
        expect(task.assignmentFee).toBeLessThanOrEqual(20);
        expect(task.completionReward).toBeGreaterThanOrEqual(20);
        expect(task.completionReward).toBeLessThanOrEqual(40);
      }
      expect(new Set(created.map(({ assigneeId }) => assigneeId)).size).toBeGreaterThan(2);
    });

    test('a read right after a write sees it, in the same service and in the next', async () => {
      const answer = await people.manager.post('/api/tasks', { title: 'Seen at once' });
      const task = answer.body as Task;
      created.push(task);
      const read = await fresh(people.manager, `/api/tasks/${task.id}`, after(answer));
      expect(read.body).toMatchObject({ id: task.id, title: 'Seen at once', assigneeId: task.assigneeId });
      const entries = await fresh(people.auditor, '/api/accounting/entries?limit=50', after(answer));
      const items = (entries.body as { items: Entry[] }).items;
      expect(items.filter(({ taskId }) => taskId === task.id)).toEqual([
        expect.objectContaining({
          ...{ account: `employee:${task.assigneeId}`, reason: 'assignment', amount: -task.assignmentFee, cycle: DAY },
          taskTitle: 'Seen at once',
        }),
      ]);
    });

    test('its assignee completes a task and is credited; nobody else can, and nobody twice', async () => {
      const task = created[0] as Task;
      const assignee = await logInAs(aviary.url, people.admin, task.assigneeId);
      const other = created.find(({ assigneeId }) => assigneeId !== task.assigneeId) as Task;
      const stranger = await logInAs(aviary.url, people.admin, other.assigneeId);
      expectProblem(await stranger.post(`/api/tasks/${task.id}/complete`), 409, 'task-of-another');
      const before = (await assignee.get('/api/accounting/me/balance')).body as { balance: number };
      const done = await assignee.post(`/api/tasks/${task.id}/complete`);
      expect(done).toMatchObject({
        status: 200,
        body: { status: 'completed', completionReward: task.completionReward },
      });
      expectProblem(await assignee.post(`/api/tasks/${task.id}/complete`), 409, 'task-already-completed');
      latest = done;
      const now = await fresh<{ balance: number }>(assignee, '/api/accounting/me/balance', after(done));
      expect(now.body.balance).toBe(before.balance + task.completionReward);
    });

    test('a developer sees their own tasks and entries only', async () => {
      const task = created[1] as Task;
      const assignee = await logInAs(aviary.url, people.admin, task.assigneeId);
      const mine = await everything<Task>(assignee, '/api/tasks?assignee=me&status=open');
      expect(mine.map(({ id }) => id)).toContain(task.id);
      expect(new Set(mine.map(({ assigneeId }) => assigneeId))).toEqual(new Set([task.assigneeId]));
      const entries = await entriesOf(assignee, '/api/accounting/me/entries');
      expect(new Set(entries.map(({ account }) => account))).toEqual(new Set([`employee:${task.assigneeId}`]));
    });

    test('reassigning moves every open task and charges again', async () => {
      const open = await everything<Task>(people.manager, '/api/tasks?status=open', after(latest).headers);
      const before = (await entriesOf(people.auditor)).length;
      const answer = await people.manager.post('/api/tasks/reassign');
      expect(answer).toMatchObject({ status: 200, body: { reassigned: open.length } });
      const headers = after(answer).headers;
      const moved = await everything<Task>(people.manager, '/api/tasks?status=open', headers);
      expect(moved.map(({ id }) => id).sort()).toEqual(open.map(({ id }) => id).sort());
      for (const { assigneeId } of moved) expect(developers).toContain(assigneeId);
      const entries = await everything<Entry>(people.auditor, '/api/accounting/entries', headers);
      expect(entries.length).toBe(before + open.length);
      const charges = entries.slice(0, open.length);
      for (const { id, assigneeId, assignmentFee } of moved)
        expect(charges).toContainEqual(
          expect.objectContaining({ taskId: id, account: `employee:${assigneeId}`, amount: -assignmentFee }),
        );
    });

    test('the same key is one reassignment; another body under it is refused', async () => {
      const first = await people.manager.post('/api/tasks', { title: 'Once' }, { idempotencyKey: `once-${mode}` });
      const again = await people.manager.post('/api/tasks', { title: 'Once' }, { idempotencyKey: `once-${mode}` });
      expect(again).toMatchObject({ status: 201, body: first.body });
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.headers.get('aviary-position')).toBe(first.headers.get('aviary-position'));
      latest = first;
      const other = await people.manager.post('/api/tasks', { title: 'Twice' }, { idempotencyKey: `once-${mode}` });
      expectProblem(other, 422, 'idempotency-key-reused');
    });

    test('balances are the sums of entries, and both views of the earnings agree', async () => {
      const { headers } = after(latest);
      const entries = await everything<Entry>(people.auditor, '/api/accounting/entries', headers);
      const sums = new Map<string, number>();
      for (const { account, amount } of entries) sums.set(account, (sums.get(account) ?? 0) + amount);
      const shown = new Map([...entries].reverse().map(({ account, balance }) => [account, balance]));
      expect(shown).toEqual(sums);
      const range = `from=${addDays(DAY, -7)}&to=${DAY}`;
      const expected = (day: string) => {
        const ofDay = entries.filter(({ cycle, reason }) => cycle === day && reason !== 'payout');
        return ofDay.reduce((sum, { amount }) => sum - amount, 0);
      };
      const told = await people.manager.get(`/api/accounting/management/earnings?${range}`);
      const { total, days } = told.body as { total: number; days: { day: string; earnings: number }[] };
      expect(days.length).toBe(8);
      for (const { day, earnings } of days) expect(earnings).toBe(expected(day));
      expect(total).toBe(days.reduce((sum, { earnings }) => sum + earnings, 0));
      await until(
        async () => {
          const analytics = await people.admin.get(`/api/analytics/earnings?${range}`);
          return JSON.stringify(analytics.body) === JSON.stringify(told.body);
        },
        { what: 'analytics to agree with accounting to the unit', timeout: 60_000 },
      );
      const negative = [...sums.values()].filter((balance) => balance < 0).length;
      await until(
        async () => {
          const { body } = await people.admin.get<{ count: number }>('/api/analytics/negative-balances');
          return body.count === negative;
        },
        { what: `analytics to count ${negative} negative balances`, timeout: 60_000 },
      );
    });

    test('the most expensive task of today, of the week and of the month', async () => {
      const { headers } = after(latest);
      const tasks = await everything<Task & { completedAt: string }>(
        people.manager,
        '/api/tasks?status=completed',
        headers,
      );
      const [best] = tasks
        .filter(({ completedAt }) => completedAt.startsWith(DAY))
        .sort((a, b) => b.completionReward - a.completionReward || a.completedAt.localeCompare(b.completedAt));
      const answer = await fresh(people.admin, `/api/analytics/most-expensive-task?period=day&at=${DAY}`, { headers });
      expect(answer.body).toMatchObject({ from: DAY, to: DAY, task: { id: best?.id } });
      for (const period of ['week', 'month']) {
        const path = `/api/analytics/most-expensive-task?period=${period}&at=${DAY}`;
        const { body } = await fresh(people.admin, path, { headers });
        const { from, to, task } = body as { from: string; to: string; task: { completionReward: number } };
        const within = tasks.filter(({ completedAt }) => completedAt >= from && completedAt < addDays(to, 1));
        expect(task.completionReward).toBe(Math.max(...within.map(({ completionReward }) => completionReward)));
      }
    });

    test('closing the running day pays positive balances, mails them, and carries negative ones; again changes nothing', async () => {
      const owed = (await entriesOf(people.auditor)).reverse();
      const balances = new Map(owed.map(({ account, balance }) => [account, balance]));
      const positive = [...balances].filter(([, balance]) => balance > 0);
      const answer = await close(people.admin, DAY);
      expect(answer).toMatchObject({ status: 200, body: { through: DAY, closed: 1, from: DAY, to: DAY } });
      expect(answer.body).toMatchObject({
        payouts: positive.length,
        paid: positive.reduce((sum, [, balance]) => sum + balance, 0),
      });
      const { headers } = after(answer);
      const entries = await everything<Entry>(people.auditor, '/api/accounting/entries', headers);
      const payouts = entries.filter(({ reason, cycle }) => reason === 'payout' && cycle === DAY);
      expect(new Map(payouts.map(({ account, amount }) => [account, -amount]))).toEqual(new Map(positive));
      for (const { balance } of payouts) expect(balance).toBe(0);
      await until(
        async () => {
          const mails = await everything<{ subject: string }>(people.admin, '/api/notifier/mailbox');
          return mails.filter(({ subject }) => subject.endsWith(`for ${DAY}`)).length === positive.length;
        },
        { what: 'a mail for each payout', timeout: 60_000 },
      );
      const again = await close(people.admin, DAY);
      expect(again).toMatchObject({ status: 200, body: { closed: 0, payouts: 0 } });
      expect(await everything(people.auditor, '/api/accounting/entries')).toEqual(entries);
    });

    test('what follows a close belongs to the next day', async () => {
      const answer = await people.manager.post('/api/tasks', { title: 'After hours' });
      const entries = await fresh(people.auditor, '/api/accounting/entries?limit=1', after(answer));
      expect((entries.body as { items: Entry[] }).items[0]).toMatchObject({
        taskId: (answer.body as Task).id,
        cycle: addDays(DAY, 1),
      });
    });

    test('an admin reads a log page by page, without a gap', async () => {
      const events = await everything<LoggedEvent>(people.admin, '/api/ops/events?service=accounting', {}, 30);
      expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1));
      expect(events.length).toBeGreaterThan(60);
      const rest = await everything<LoggedEvent>(people.admin, '/api/ops/events?service=accounting&after=45', {}, 30);
      expect(rest).toEqual(events.slice(45));
    });

    test('and a stream, each event with the one that caused it, of whichever service', async () => {
      const task = created[0] as Task;
      const account = await people.admin.get(`/api/ops/events/streams/employee:${task.assigneeId}?service=accounting`);
      const { items } = account.body as { items: LoggedEvent[] };
      const charge = items.find(({ event, body }) => event === 'AssignmentFeeCharged' && body['taskId'] === task.id);
      expect(charge?.cause).toMatchObject({ service: 'tasks', event: 'TaskAssigned', streamId: `task:${task.id}` });
    });

    tellWhereNumbersComeFrom(() => ({
      url: aviary.url,
      people,
      task: created[0] as Task,
      developers: developers.size,
    }));

    test('who may not is told which permission is missing', async () => {
      const refusals: [Client, string, string, string][] = [
        [people.developer, 'POST', '/api/tasks', 'tasks.can_add'],
        [people.developer, 'POST', '/api/tasks/reassign', 'tasks.can_reassign'],
        [people.manager, 'GET', '/api/accounting/entries', 'accounting.can_view_all'],
        [
          people.developer,
          'GET',
          `/api/accounting/management/earnings?from=${DAY}&to=${DAY}`,
          'accounting.can_view_earnings',
        ],
        [people.auditor, 'POST', '/api/accounting/cycles/close', 'accounting.can_close'],
        [people.manager, 'GET', '/api/analytics/negative-balances', 'analytics.can_view'],
        [people.manager, 'GET', '/api/ops/status', 'ops.can_view'],
        [people.auditor, 'GET', '/api/ops/events/search', 'ops.can_view'],
      ];
      for (const [client, method, path, permission] of refusals) {
        const answer = method === 'GET' ? await client.get(path) : await client.post(path, { title: 'No' });
        expectProblem(answer, 403, 'permission-required');
        expect(answer.body).toMatchObject({ permission });
      }
    });
  });
}
