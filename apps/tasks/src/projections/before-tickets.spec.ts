import avsc from 'avsc';
import { describe, expect, test } from '@jest/globals';
import { decodeBody, findEventType } from '#libs/contracts';
import { partTitle, type RecordedEvent, uuidv5 } from '#libs/kernel';
import { type Projection } from '#libs/projections';
import { asLog, recorded } from '#libs/testing';
import { taskTitles } from '../../../accounting/src/projections/task-titles/task-titles.projection.js';
import { completedTasks } from '../../../analytics/src/projections/completed-tasks/completed-tasks.projection.js';
import { taskList } from './task-list/task-list.projection.js';

/** As version 1 had it. */
const schema = JSON.parse(findEventType('tasks', 'TaskCreated', 1)?.schema ?? '') as { fields: object[] };
const inVersionOne = avsc.Type.forSchema({ ...schema, fields: schema.fields.slice(1) } as never);

const TITLES = ['Sweep the perch', '[KAFKA-123] Mend the gate', '[WIP] Count', '[KEA-7]', null, '[a_b-9] Two\nlines'];
const person = uuidv5('somebody');
const createdBody = (i: number) => ({
  ...{ taskId: uuidv5('task', i), title: TITLES[i % TITLES.length] ?? null, description: `No. ${i}` },
  ...{ projectId: i % 2 ? uuidv5('project') : null, parentTaskId: null, deadline: i % 3 ? 1_000 * i : null },
  ...{ assignmentFee: 10 + i, completionReward: 20 + i, createdBy: null },
});

/** A history as it was imported, with the makings of tasks as `make` has them. */
function history(make: (body: ReturnType<typeof createdBody>) => object): RecordedEvent[] {
  const facts = Array.from({ length: 30 }, (_, i) => {
    const body = createdBody(i);
    const { taskId, projectId, assignmentFee, completionReward } = body;
    const assigned = { previousAssigneeId: null, reason: 'imported', draw: null };
    return [
      recorded('TaskCreated', make(body)),
      recorded('TaskAssigned', { taskId, projectId, assigneeId: person, assignmentFee, ...assigned }),
      ...(i % 4 ? [recorded('TaskCompleted', { taskId, projectId, assigneeId: person, completionReward })] : []),
    ];
  });
  return asLog(facts.flat(), { tenant: 'old-works' });
}

const rowsOf = (view: Pick<Projection, 'fold' | 'handles'>, events: readonly RecordedEvent[]) =>
  view.fold(
    [],
    events.filter(({ event }) => view.handles(event)),
  ).upserts as readonly { title: string | null; ticketId: string | null }[];

describe('a history that was recorded before tasks knew their tickets', () => {
  const asThen = history((body) => ({ ...body, ticketId: null }));
  const asRead = history((body) => decodeBody('tasks', 'TaskCreated', 1, inVersionOne.toBuffer(body)));

  test.each<[string, unknown]>([
    ['task_list', taskList],
    ['accounting.task_titles', taskTitles],
    ['analytics.completed_tasks', completedTasks],
  ])('is in %s what it was, but that ticket and title are apart', (_, view) => {
    const [then, now] = [asThen, asRead].map((events) => rowsOf(view as Projection, events));
    expect(now).toHaveLength(30);
    expect(now).toEqual(then!.map((row) => ({ ...row, ...(row.title === null ? {} : partTitle(row.title)) })));
    expect(now!.filter(({ ticketId }) => ticketId !== null)).toHaveLength(10);
  });
});
