import fs from 'node:fs';
import path from 'node:path';
import avsc from 'avsc';
import { describe, expect, test } from '@jest/globals';
import { decodeBody, eventConsumers, findEventType } from '#libs/contracts';
import { partTitle, type RecordedEvent, uuidv5 } from '#libs/kernel';
import { type Projection } from '#libs/projections';
import { asLog, recorded } from '#libs/testing';

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

/** A history as it was imported, and as it was read while there were no tickets. */
function history(): RecordedEvent[] {
  const facts = Array.from({ length: 30 }, (_, i) => {
    const body = createdBody(i);
    const { taskId, projectId, assignmentFee, completionReward } = body;
    const assigned = { previousAssigneeId: null, reason: 'imported', draw: null };
    return [
      recorded('TaskCreated', { ...body, ticketId: null }),
      recorded('TaskAssigned', { taskId, projectId, assigneeId: person, assignmentFee, ...assigned }),
      ...(i % 4 ? [recorded('TaskCompleted', { taskId, projectId, assigneeId: person, completionReward })] : []),
    ];
  });
  return asLog(facts.flat(), { tenant: 'old-works' });
}

/** Every view of ours that reads the making of tasks, of whatever service, by its name. */
async function viewsOfMaking(): Promise<Map<string, Projection>> {
  const apps = path.resolve(import.meta.dirname, '../../..');
  const files = fs
    .readdirSync(apps, { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.projection.ts'));
  const exported = await Promise.all(
    files.map(async (file) => Object.values((await import(path.join(apps, file))) as object)),
  );
  const views = exported.flat().filter((it): it is Projection => it?.sources instanceof Map);
  return new Map(
    views.filter((it) => it.sources.get('tasks')?.has('TaskCreated')).map((it) => [`${it.service}.${it.name}`, it]),
  );
}

type Row = Readonly<Record<string, unknown>> & { readonly title?: string | null };

const rowsOf = (view: Projection, events: readonly RecordedEvent[]) =>
  view.fold(
    [],
    events.filter(({ event }) => view.handles(event)),
  ).upserts as readonly Row[];

/** What is meant to differ, and nothing else: a title that has the ticket before it is parted from it. */
const parted = (row: Row): Row => (typeof row.title === 'string' ? { ...row, ...partTitle(row.title) } : row);

describe('a history that was recorded before tasks knew their tickets', () => {
  const asThen = history();
  const asRead = asThen.map((event) =>
    event.event === 'TaskCreated'
      ? { ...event, body: decodeBody('tasks', 'TaskCreated', 1, inVersionOne.toBuffer(event.body)) }
      : event,
  );

  test('is in every view what it was, but that ticket and title are apart where a view shows them', async () => {
    const views = await viewsOfMaking();
    const readers = eventConsumers['tasks.TaskCreated'] ?? [];
    expect([...views.keys()].sort()).toEqual(readers);
    const shows = new Map<string, number>();
    for (const [name, view] of views) {
      const [then, now] = [asThen, asRead].map((events) => rowsOf(view, events)) as [readonly Row[], readonly Row[]];
      expect(then.length).toBeGreaterThanOrEqual(30);
      expect([name, now]).toEqual([name, then.map(parted)]);
      shows.set(name, now.filter(({ ticketId }) => typeof ticketId === 'string').length);
    }
    expect(Object.fromEntries([...shows].filter(([, tickets]) => tickets > 0))).toEqual({
      'accounting.task_titles': 10,
      'analytics.completed_tasks': 10,
      'tasks.task_list': 10,
    });
  });
});
