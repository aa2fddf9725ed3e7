import { type Readable } from 'node:stream';
import { Injectable, type StreamableFile } from '@nestjs/common';
import { type CommandContext } from '#libs/event-store';
import { type Asker, type AviaryRequest, jsonLines, type Page } from '#libs/http';
import { ImportHistory } from '../application/import-history.js';
import { ImportSpan } from '../application/import-span.js';
import { type ImportedCount, ImportTasks } from '../application/import-tasks.js';
import { ImportsQuery } from '../projections/imports/imports.query.js';
import { readHistory } from './history-file.js';
import * as dto from './import.dto.js';

/** A request whose body is a file, and on whose behalf it comes. */
interface FileRequest {
  readonly request: AviaryRequest;
  readonly context: CommandContext;
  readonly asker: Asker;
  readonly body: Readable;
}

/** Requests that tell of the past. */
@Injectable()
export class ImportsRequests {
  constructor(
    private readonly importHistory: ImportHistory,
    private readonly importTasks: ImportTasks,
    private readonly span: ImportSpan,
    private readonly imports: ImportsQuery,
  ) {}

  list(tenant: string, query: dto.ListImportsQuery): Promise<Page<object>> {
    return this.imports.list(tenant, query, dto.toListedImport);
  }

  /** @throws DomainError as `readHistory`, before anything is answered; what comes later is told in the answer's last line */
  async file({ request, context, asker, body }: FileRequest, query: dto.ImportFileQuery): Promise<StreamableFile> {
    const { source, dryRun = false } = query;
    const history = { source, dryRun, rows: await readHistory(body) };
    return jsonLines(request, this.importHistory.execute(context, asker, history));
  }

  /** @throws DomainError as `ImportTasks` */
  rows(context: CommandContext, importId: string, { items }: dto.ImportTasksBody): Promise<ImportedCount> {
    const open = () => this.span.guard(context.tenant, importId);
    return this.importTasks.execute(context, items.map(dto.asImportedTask), open);
  }
}
