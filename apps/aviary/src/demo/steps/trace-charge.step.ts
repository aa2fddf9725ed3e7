import { AUDITOR } from '../cast.js';
import { eventText, placeOf, type TracedEvent } from '../event-text.js';
import { type Entry, type Page, type Task } from '../facts.js';
import { type Stage, known } from '../stage.js';
import { type Step } from '../step.js';

export const traceCharge: Step = {
  title: 'Every number has a cause',
  async play(stage) {
    const entry = await theCharge(stage);
    const cause = await theCause(stage, entry);
    stage.tell('And that event is of the task with which this began:');
    const { body } = await stage.ask<Task>({ method: 'GET', path: '/api/tasks/$task', as: 'manager' });
    stage.expect(
      `The charge of ${-entry.amount} is for "${body.title}".`,
      cause.streamId === `task:${body.id}` && body.title === stage.memory.first?.title,
      body,
    );
    stage.narrator.gap();
  },
};

async function theCharge(stage: Stage): Promise<Entry> {
  const task = known(stage.memory.first);
  stage.tell(
    `${AUDITOR}, the auditor, sees the entries of everybody, newest first, and wants to know where the charge is from.`,
  );
  const { body } = await stage.ask<Page<Entry>>({
    ...{ method: 'GET', path: '/api/accounting/entries?limit=2', as: 'auditor' },
  });
  const entry = body.items.find(({ taskId, reason }) => taskId === task.id && reason === 'assignment');
  stage.expect('The charge names the event that caused it (causeEventId).', Boolean(entry?.causeEventId), body.items);
  stage.narrator.gap();
  return known(entry);
}

/** The charge's own event, and the one in the log of tasks that caused it. */
async function theCause(stage: Stage, entry: Entry): Promise<Omit<TracedEvent, 'cause'>> {
  stage.tell(
    'The entry is a line of a view. Behind it is an event in the log of accounting, on the stream of the account, and that ' +
      'event knows its own cause. (So tells `npx aviary events show $account --home $home`.)',
  );
  stage.name('account', entry.account);
  const request = { method: 'GET', as: 'admin', path: '/api/ops/events/streams/$account?service=accounting' } as const;
  stage.narrator.request(request);
  const { body } = await stage.quietly<Page<TracedEvent>>(request);
  const charge = body.items.find(({ cause }) => cause?.eventId === entry.causeEventId);
  if (charge) stage.narrator.verbatim(eventText(charge));
  stage.expect(
    'The event of the charge was caused by a TaskAssigned, which has the id that the entry names.',
    charge?.event === 'AssignmentFeeCharged' && charge.cause?.event === 'TaskAssigned',
    body.items,
  );
  stage.narrator.gap();
  const cause = known(charge?.cause ?? undefined);
  stage.tell(`${placeOf(cause)} is a place in the log of tasks. Logs only grow: it will say the same for ever.`);
  return cause;
}
