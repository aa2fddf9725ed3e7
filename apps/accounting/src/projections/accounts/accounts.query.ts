import { Injectable } from '@nestjs/common';
import { In, LessThan, MoreThan } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, type Page, page, type PageRequest } from '#libs/http';
import { type Checkpoint } from '#libs/messaging';
import { Views } from '#libs/projections';
import { employeeAccount } from '../../domain/accounts.js';
import { type TaskTitleRow, taskTitles } from '../task-titles/task-titles.projection.js';
import { accounts, type EntryLine } from './accounts.projection.js';

/** An entry as the outside sees it: amounts in whole minor units, `at` ISO 8601 in UTC. */
export interface EntryView {
  id: string;
  at: string;
  cycle: string;
  account: string;
  reason: string;
  /** Signed: negative is a charge. */
  amount: number;
  /** The account's balance after it. */
  balance: number;
  taskId: string | null;
  taskTitle: string | null;
  ticketId: string | null;
  causeEventId: string | null;
}

export interface EntryFilter extends PageRequest {
  readonly employeeId?: string | undefined;
  readonly cycle?: string | undefined;
}

@Injectable()
export class AccountsQuery {
  constructor(private readonly views: Views) {}

  /** Whole minor units; 0 for who never had an entry; and the point of the log at which that was so. */
  async balanceOf(tenant: string, employeeId: string): Promise<{ balance: number; asOf: Checkpoint }> {
    // Read before the row: the row may be newer than that point, never older.
    const asOf = await this.views.checkpoint(tenant, accounts, 'accounting');
    const view = await this.views.of(tenant, accounts);
    const row = await view.findOneBy({ account: employeeAccount(employeeId) });
    return { balance: row?.balance ?? 0, asOf };
  }

  /** Newest first. */
  async entries(tenant: string, { employeeId, cycle, limit, cursor }: EntryFilter): Promise<Page<EntryView>> {
    const before = decodeCursor(cursor, z.int());
    const lines = await this.views.lines(tenant, accounts);
    const rows = await lines.find({
      where: {
        ...(employeeId === undefined ? {} : { account: employeeAccount(employeeId) }),
        ...(cycle === undefined ? {} : { cycle }),
        ...(before === undefined ? {} : { position: LessThan(before) }),
      },
      order: { position: 'DESC' },
      take: limit + 1,
    });
    const titles = await this.titlesOf(tenant, rows);
    return page(
      rows,
      limit,
      (row) => row.position,
      (row) => asEntry(row, titles),
    );
  }

  /** One entry as it is listed, and its line; undefined where there is none of that id. */
  async entry(tenant: string, entryId: string): Promise<{ line: EntryLine; view: EntryView } | undefined> {
    const lines = await this.views.lines(tenant, accounts);
    const line = await lines.findOneBy({ entryId });
    return line ? { line, view: asEntry(line, await this.titlesOf(tenant, [line])) } : undefined;
  }

  /** Every account's balance, and the position of the last entry in it: all of one moment. */
  async balances(tenant: string): Promise<{ position: number; balances: Map<string, number> }> {
    const rows = await (await this.views.of(tenant, accounts)).find();
    return {
      position: rows.reduce((last, { position }) => Math.max(last, position), 0),
      balances: new Map(rows.map(({ account, balance }) => [account, balance])),
    };
  }

  /** Entries as people are shown them, in the order of the log. */
  async linesAfter(tenant: string, position: number, limit: number): Promise<EntryLine[]> {
    const lines = await this.views.lines(tenant, accounts);
    return await lines.find({ where: { position: MoreThan(position) }, order: { position: 'ASC' }, take: limit });
  }

  private async titlesOf(tenant: string, rows: readonly EntryLine[]): Promise<Map<string, TaskTitleRow>> {
    const ids = [...new Set(rows.flatMap(({ taskId }) => (taskId === null ? [] : [taskId])))];
    if (ids.length === 0) return new Map();
    const view = await this.views.of(tenant, taskTitles);
    const found = await view.findBy({ taskId: In(ids) });
    return new Map(found.map((row) => [row.taskId, row]));
  }
}

function asEntry(line: EntryLine, titles: ReadonlyMap<string, TaskTitleRow>): EntryView {
  const { entryId, at, cycle, account, reason, amount, balance, taskId, causeEventId } = line;
  const task = taskId === null ? undefined : titles.get(taskId);
  const called = { taskTitle: task?.title ?? null, ticketId: task?.ticketId ?? null };
  return {
    id: entryId,
    at: new Date(at).toISOString(),
    ...{ cycle, account, reason, amount, balance, taskId, ...called, causeEventId },
  };
}
