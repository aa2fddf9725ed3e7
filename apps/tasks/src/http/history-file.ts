import { z } from 'zod';
import { csvRows, pastInstant, rowFault, text } from '#libs/http';
import { invalid, partTitle } from '#libs/kernel';
import { type BadRow, type HistoryRow } from '../application/import-news.js';

/** What a file must have a column for, though its fields may be empty; others than these are passed over. */
const COLUMNS = ['id', 'title', 'project', 'assignee', 'createdAt', 'completedAt'] as const;
/** What the task is called in a tracker elsewhere. */
const TICKET = 'ticket';

type Column = (typeof COLUMNS)[number] | typeof TICKET;

const Row = z
  .object({
    id: text(200),
    title: text(200),
    ticket: text(100).optional(),
    project: text(100).optional(),
    assignee: text(200).optional(),
    createdAt: pastInstant,
    completedAt: pastInstant.optional(),
  })
  .refine(({ createdAt, completedAt = createdAt }) => Date.parse(completedAt) >= Date.parse(createdAt), {
    path: ['completedAt'],
    error: 'must not lie before createdAt',
  });

/** Where each column is. */
type Places = ReadonlyMap<Column, number>;

/** @throws DomainError `missing-column`, `column-twice`, `empty-file` (400) */
function placesOf(headings: readonly string[]): Places {
  const names = headings.map((heading) => heading.trim());
  const places = new Map<Column, number>();
  for (const column of [...COLUMNS, TICKET] as const) {
    const place = names.indexOf(column);
    if (names.lastIndexOf(column) !== place)
      throw invalid('column-twice', `The file has two columns "${column}"; leave one of them out.`, { field: column });
    if (place !== -1) places.set(column, place);
    else if (column !== TICKET)
      throw invalid(
        'missing-column',
        `The file has no column "${column}". Its first row must name ${COLUMNS.join(', ')}, in any order.`,
        { field: column },
      );
  }
  return places;
}

/** A ticket may also stand before the title, in brackets, with a column of its own or without. */
function ticketed(title: string, ticket: string | undefined): { ticketId: string | null; title: string } {
  if (ticket === undefined) return partTitle(title);
  const bracketed = `[${ticket}]`;
  const rest = title.startsWith(bracketed) ? title.slice(bracketed.length).trim() : title;
  return { ticketId: ticket, title: rest || title };
}

/** A row as a task of the past, or what is wrong with it. */
function readRow(line: number, fields: readonly string[], places: Places): HistoryRow | BadRow {
  const given = (column: Column): string | undefined => {
    const value = fields[places.get(column) ?? -1]?.trim();
    return value === '' ? undefined : value;
  };
  const row = Object.fromEntries(([...COLUMNS, TICKET] as const).map((column) => [column, given(column)]));
  const checked = Row.safeParse(row);
  const fault = rowFault(row, checked.error);
  if (fault || !checked.data) return { line, field: fault?.field ?? null, reason: fault?.detail ?? 'It is no task.' };
  const { id, title, ticket, project = null, assignee = null, createdAt, completedAt } = checked.data;
  const task = { id, ...ticketed(title, ticket), description: null, projectId: null, project, deadline: null };
  const times = { createdAt: Date.parse(createdAt), completedAt: completedAt ? Date.parse(completedAt) : null };
  return { line, task: { ...task, ...times }, assignee };
}

/**
 * Reads a file of tasks as comma-separated values while it comes. It waits for the row of headings.
 *
 * @throws DomainError `missing-column`, `column-twice`, `empty-file` (400)
 */
export async function readHistory(pieces: AsyncIterable<Uint8Array>): Promise<AsyncGenerator<HistoryRow | BadRow>> {
  const rows = csvRows(pieces);
  const first = await rows.next();
  if (first.done) throw invalid('empty-file', 'The file is empty; its first row names the columns.', { field: 'body' });
  if ('fault' in first.value)
    throw invalid('missing-column', `The first row ${first.value.fault}; it must name the columns.`, { field: 'body' });
  return tasksOf(rows, placesOf(first.value.fields));
}

async function* tasksOf(rows: ReturnType<typeof csvRows>, places: Places): AsyncGenerator<HistoryRow | BadRow> {
  for await (const row of rows)
    yield 'fault' in row
      ? { line: row.line, field: null, reason: `The row ${row.fault}.` }
      : readRow(row.line, row.fields, places);
}
