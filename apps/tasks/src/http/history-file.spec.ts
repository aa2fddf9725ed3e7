import { expect, test } from '@jest/globals';
import { readHistory } from './history-file.js';

async function read(text: string | Uint8Array) {
  const rows = [];
  for await (const row of await readHistory(piecesOf(Buffer.from(text)))) rows.push(row);
  return rows;
}

async function* piecesOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 7) yield await Promise.resolve(bytes.subarray(at, at + 7));
}

const HEADINGS = 'id,ticket,title,project,assignee,createdAt,completedAt,files';
const one = async (row: string) => (await read(`${HEADINGS}\n${row}\n`))[0];
const at = (text: string) => Date.parse(text);

const row = {
  line: 2,
  task: {
    ...{ id: 'a1', ticketId: 'KAFKA-7', title: 'core: 3 files', description: null, projectId: null, project: 'core' },
    ...{ deadline: null, createdAt: at('2020-01-01T10:00:00Z'), completedAt: at('2020-01-02T10:00:00Z') },
  },
  assignee: 'dev-1',
};

test('columns are known by their names, in any order, with others among them', async () => {
  const file =
    'completedAt,size, title ,assignee,id,createdAt,project\n' +
    '2020-01-02T11:00:00+01:00,9,[KAFKA-7] core: 3 files,dev-1,a1,2020-01-01T10:00:00Z,core\n';
  expect(await read(file)).toEqual([row]);
});

test('a ticket has a column of its own, or stands before the title, or both', async () => {
  const rest = 'core,dev-1,2020-01-01T10:00:00Z,2020-01-02T10:00:00Z,3';
  expect(await one(`a1,KAFKA-7,core: 3 files,${rest}`)).toEqual(row);
  expect(await one(`a1,KAFKA-7,[KAFKA-7] core: 3 files,${rest}`)).toEqual(row);
  expect(await one(`a1,,[KAFKA-7] core: 3 files,${rest}`)).toEqual(row);
  expect(await one(`a1,#9,[KAFKA-7] core: 3 files,${rest}`)).toMatchObject({
    task: { ticketId: '#9', title: '[KAFKA-7] core: 3 files' },
  });
});

test('what is not known is left empty', async () =>
  expect(await one('a1,,Clean up,,,2020-01-01T10:00:00Z,,')).toMatchObject({
    task: { ticketId: null, title: 'Clean up', project: null, completedAt: null },
    assignee: null,
  }));

test.each([
  [',,x,p,d,2020-01-01T10:00:00Z,,', 'id', 'id is required.'],
  ['a,T-1,,p,d,2020-01-01T10:00:00Z,,', 'title', 'title is required.'],
  [`a,,${'x'.repeat(201)},p,d,2020-01-01T10:00:00Z,,`, 'title', 'title must have at most 200 characters.'],
  ['a,,x,p,d,yesterday,,', 'createdAt', 'createdAt must be a moment as 2026-11-21T09:30:00Z.'],
  ['a,,x,p,d,2020-02-30T10:00:00Z,,', 'createdAt', 'createdAt must be a moment as 2026-11-21T09:30:00Z.'],
  ['a,,x,p,d,9000-01-01T10:00:00Z,,', 'createdAt', 'createdAt must not lie in the future.'],
  ['a,,x,p,d,2020-01-02T10:00:00Z,2020-01-01T10:00:00Z,', 'completedAt', 'completedAt must not lie before createdAt.'],
  ['a,,x\0,p,d,2020-01-01T10:00:00Z,,', 'title', expect.stringContaining('title')],
  ['a,,x', null, 'The row has 3 fields, and the first row has 8.'],
])('%j is bad for its %s', async (text, field, reason) => expect(await one(text)).toEqual({ line: 2, field, reason }));

test('bytes that are no UTF-8 are bad, and the rows around them are not', async () => {
  const good = 'a,,x,p,d,2020-01-01T10:00:00Z,,\n';
  const text = Buffer.concat([
    Buffer.from(`${HEADINGS}\n${good}b,,`),
    Buffer.from([0xe4]),
    Buffer.from(`${good.slice(3)}${good}`),
  ]);
  expect(await read(text)).toEqual([
    expect.objectContaining({ line: 2, assignee: 'd' }),
    { line: 3, field: 'title', reason: 'title is not written in UTF-8.' },
    expect.objectContaining({ line: 4, assignee: 'd' }),
  ]);
});

test.each([
  ['', 'empty-file', 'body'],
  ['id,title\n', 'missing-column', 'project'],
  [`${HEADINGS},title\n`, 'column-twice', 'title'],
  ['"id,title\n', 'missing-column', 'body'],
])('a file that begins with %j is refused', async (text, code, field) =>
  expect(readHistory(piecesOf(Buffer.from(text)))).rejects.toMatchObject({ code, field }),
);
