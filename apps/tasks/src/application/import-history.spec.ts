import { setImmediate as immediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { uuidv7 } from '#libs/kernel';
import { type ImportedPerson } from '../domain/imported-person.js';
import { type ImportedTask } from '../domain/imported-task.js';
import { ImportHistory } from './import-history.js';
import { type BadRow, type HistoryRow, type ImportNews } from './import-news.js';
import { type ImportSpan } from './import-span.js';
import { type ImportedRows, type ImportTasks } from './import-tasks.js';
import { type MakePeople } from './make-people.js';

const context = { tenant: 'kafka', actor: null, correlationId: uuidv7() };
const asker = { tenant: 'kafka', authorization: '' };

const row = (line: number): HistoryRow => ({
  line,
  task: {
    ...{
      id: `row-${line}`,
      title: 'x',
      ticketId: null,
      description: null,
      projectId: null,
      project: `p${line % 3}`,
      deadline: null,
    },
    ...{ createdAt: line, completedAt: null },
  },
  assignee: `dev-${line % 40}`,
});

/** An import into nothing, which keeps who and what it was given. */
function importer(gate: () => Promise<void> = () => Promise.resolve()) {
  const people: ImportedPerson[] = [];
  const recorded: (readonly ImportedTask[])[] = [];
  const record = async (_: unknown, rows: readonly ImportedTask[]): Promise<ImportedRows> => {
    recorded.push(rows);
    await gate();
    return { imported: rows.length, already: 0, refused: [] };
  };
  const history = new ImportHistory(
    { executeGood: record, preview: record } as unknown as ImportTasks,
    { execute: async (_: unknown, more: ImportedPerson[]) => void people.push(...more) } as unknown as MakePeople,
    { ofSource: async () => ({ id: uuidv7(), open: false }), finish: async () => undefined } as unknown as ImportSpan,
  );
  return { history, people, recorded };
}

async function* from(rows: Iterable<HistoryRow | BadRow>): AsyncGenerator<HistoryRow | BadRow> {
  for (const each of rows) yield await Promise.resolve(each);
}

function* count(upTo: number, met: (line: number) => void = () => undefined): Generator<HistoryRow> {
  for (let line = 2; line < upTo + 2; line += 1) {
    met(line);
    yield row(line);
  }
}

test('however long a file is, no more than two batches of it are in hand', async () => {
  let open = (): void => undefined;
  let read = 0;
  const { history, recorded } = importer(() => new Promise((resolve) => (open = resolve)));
  const rows = from(count(1_000_000, (line) => (read = line - 1)));
  const news = history.execute(context, asker, { source: 'a.csv', dryRun: false, rows });
  await news.next();
  for (let batch = 1; batch <= 5; batch += 1) {
    const next = news.next();
    // All that can go on without the gate has gone on by then.
    await immediate();
    expect([recorded.length, read]).toEqual([batch, (batch + 1) * 1_000]);
    open();
    expect(await next).toMatchObject({ value: { news: 'progress', rows: batch * 1_000 } });
  }
});

test('each person is made once, when first met; a dry run makes nobody', async () => {
  const all = async (dryRun: boolean) => {
    const { history, people, recorded } = importer();
    const news: ImportNews[] = [];
    for await (const each of history.execute(context, asker, { source: 'a.csv', dryRun, rows: from(count(2_500)) }))
      news.push(each);
    return { people, last: news.at(-1), progress: news.length - 2, batches: recorded.map((rows) => rows.length) };
  };
  const told = await all(false);
  expect(told.people.map(({ since }) => since)).toEqual(Array.from({ length: 40 }, (_, i) => i + 2));
  const counts = { rows: 2_500, imported: 2_500, already: 0, bad: 0, people: 40, projects: 3, position: null };
  expect(told).toMatchObject({ progress: 3, batches: [1_000, 1_000, 500] });
  expect(told.last).toEqual({ news: 'finished', ...counts, dryRun: false });
  expect(await all(true)).toMatchObject({ people: [], last: { ...counts, dryRun: true } });
});

test('who is met is heard of from the earliest of the tasks that come together', async () => {
  const { history, people } = importer();
  const of = (line: number, createdAt: number): HistoryRow => {
    const { task } = row(line);
    return { line, task: { ...task, createdAt }, assignee: 'dev-1' };
  };
  const rows = from([of(2, 30), of(3, 10), of(4, 20)]);
  for await (const _ of history.execute(context, asker, { source: 'a.csv', dryRun: false, rows }));
  expect(people.map(({ name, since }) => [name, since])).toEqual([['dev-1', 10]]);
});

test('bad rows are told with their lines, the first thousand of them', async () => {
  const bad = (line: number): BadRow => ({ line, field: 'id', reason: 'id is required.' });
  const rows = from([row(2), ...Array.from({ length: 1_200 }, (_, i) => bad(i + 3))]);
  const news: ImportNews[] = [];
  for await (const each of importer().history.execute(context, asker, { source: 'a', dryRun: false, rows }))
    news.push(each);
  expect(news[1]).toEqual({ news: 'bad-row', ...bad(3) });
  expect(news.filter((each) => each.news === 'bad-row')).toHaveLength(1_000);
  expect(news.at(-1)).toMatchObject({ rows: 1_201, imported: 1, bad: 1_200 });
});
