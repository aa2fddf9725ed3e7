import { Injectable } from '@nestjs/common';
import { type CommandContext } from '#libs/event-store';
import { type Asker } from '#libs/http';
import { type ImportedTask } from '../domain/imported-task.js';
import { type BadRow, type HistoryRow, type ImportNews } from './import-news.js';
import { ImportSpan } from './import-span.js';
import { ImportTally } from './import-tally.js';
import { type ImportedRows, ImportTasks } from './import-tasks.js';
import { MakePeople } from './make-people.js';

export interface History {
  /** What the file is called: what was interrupted goes on under the same name. */
  readonly source: string;
  readonly dryRun: boolean;
  readonly rows: AsyncIterable<HistoryRow | BadRow>;
}

const BATCH = 1_000;

/**
 * Tells of a past that is written in a file, while it comes: people, projects and tasks as they were, with the good ones
 * of its rows. A thousand rows are recorded while the next are read, so memory holds two such batches however long the file
 * is. It may break off anywhere: told again, what is in changes nothing.
 */
@Injectable()
export class ImportHistory {
  constructor(
    private readonly tasks: ImportTasks,
    private readonly people: MakePeople,
    private readonly span: ImportSpan,
  ) {}

  /** @throws DomainError as `ImportTasks`, `MakePeople`, and what reading the rows throws */
  async *execute(given: CommandContext, asker: Asker, history: History): AsyncGenerator<ImportNews> {
    const { source, dryRun } = history;
    // An import is the same whenever it is told: a key would keep what must be looked at anew.
    const { idempotency: _, ...context } = given;
    const file = await this.span.ofSource(context.tenant, source);
    yield { news: 'begun', id: file.id };
    const record = (rows: readonly ImportedTask[]): Promise<ImportedRows> =>
      dryRun
        ? this.tasks.preview(context, rows)
        : this.tasks.executeGood(context, rows, () => this.span.opened(context, source, file));
    const tally = new ImportTally();
    let recording: Promise<ImportedRows> | undefined;
    for await (const batch of batches(history.rows)) {
      yield* tally.bad(batch.filter((row) => 'reason' in row));
      const { tasks, newcomers } = tally.meet(
        context.tenant,
        batch.filter((row) => 'task' in row),
      );
      if (!dryRun) await this.people.execute(asker, newcomers);
      if (recording) yield* tally.done(await recording);
      recording = record(tasks);
      // Whoever hangs up leaves nobody to hear how it ended.
      recording.catch(() => undefined);
    }
    if (recording) yield* tally.done(await recording);
    if (!dryRun) await this.span.finish(context, file, tally.tasks);
    yield tally.finished(dryRun, context.result?.position ?? null);
  }
}

/** Rows in order, so many at a time. */
async function* batches<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
