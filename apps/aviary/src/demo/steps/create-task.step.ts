import { DEVELOPER, MANAGER } from '../cast.js';
import { type Task } from '../facts.js';
import { type Step } from '../step.js';

const TITLE = 'Oil the hinges of the cage door';

/** The fee and the reward of a task are drawn from these ranges, unless the tenant is set otherwise. */
const FEES = { least: 10, most: 20 };
const REWARDS = { least: 20, most: 40 };

const within = (value: number, { least, most }: typeof FEES): boolean => value >= least && value <= most;

export const createTask: Step = {
  title: 'A manager creates a task',
  async play(stage) {
    stage.tell(
      `${MANAGER}, the manager, creates a task. It goes at random to one of the developers; this company has one only, ` +
        `${DEVELOPER}. A fee for the assignment and a reward for the work are drawn as well, once and for good.`,
    );
    const { status, body } = await stage.ask<Task>({
      method: 'POST',
      path: '/api/tasks',
      as: 'manager',
      body: { title: TITLE },
    });
    stage.expect('The task is there, and open.', status === 201 && body.status === 'open', body);
    stage.expect(
      `The fee is ${body.assignmentFee}, of 10 to 20; the reward is ${body.completionReward}, of 20 to 40.`,
      within(body.assignmentFee, FEES) && within(body.completionReward, REWARDS),
      body,
    );
    stage.narrator.gap();
    stage.tell(
      'What the client waited for is one append to the log of the service `tasks`. The header aviary-position says where: ' +
        'service, epoch, position. Everything else follows from there.',
    );
    stage.name('task', body.id);
    stage.memory.first = { ...body, title: TITLE };
  },
};
