import { DEVELOPER } from '../cast.js';
import { type Balance, type Entry, type Page, type Task } from '../facts.js';
import { known } from '../stage.js';
import { type Step } from '../step.js';

const signed = (amount: number): string => (amount > 0 ? `+${amount}` : String(amount));

export const completeTask: Step = {
  title: 'Its assignee completes it',
  async play(stage) {
    const task = known(stage.memory.first);
    stage.tell(`${DEVELOPER} has done the work. Nobody but the assignee can say so.`);
    const done = await stage.ask<Task>({ method: 'POST', path: '/api/tasks/$task/complete', as: 'developer' });
    stage.expect('The task is completed.', done.body.status === 'completed', done.body);
    stage.narrator.gap();
    stage.tell(
      'Accounting hears of it through Kafka, a moment later. A read that carries the position of the command waits until ' +
        'what it reads has got there:',
    );
    const after = known(done.position ?? undefined);
    const { body } = await stage.ask<Balance>({
      ...{ method: 'GET', path: '/api/accounting/me/balance', as: 'developer' },
      after,
    });
    const entries = await stage.quietly<Page<Entry>>({
      ...{ method: 'GET', path: '/api/accounting/me/entries', as: 'developer' },
      after,
    });
    const amounts = entries.body.items.filter(({ taskId }) => taskId === task.id).map(({ amount }) => amount);
    stage.expect(
      `The fee has been charged and the reward credited: ${signed(-task.assignmentFee)}, ${signed(task.completionReward)}.`,
      amounts.join() === [task.completionReward, -task.assignmentFee].join(),
      entries.body.items,
    );
    const sum = entries.body.items.reduce((all, { amount }) => all + amount, 0);
    stage.expect(`The balance is the sum of all entries: ${body.balance}.`, body.balance === sum, { body, sum });
    stage.narrator.gap();
  },
};
