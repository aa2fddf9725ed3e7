import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, type Guard } from '#libs/event-store';
import { conflict, foldFacts, uuidv5 } from '#libs/kernel';
import { type Import, type ImportFact, taskImport } from '../domain/import.js';
import { RunImport } from './run-import.js';

/** The import under which a file is told of: one that an interrupted run has left open, or a new one. */
export interface FileImport {
  readonly id: string;
  /** False: nothing has been recorded under it. */
  open: boolean;
}

/** Says which import is open, and opens and ends those of files. */
@Injectable()
export class ImportSpan {
  constructor(
    private readonly log: EventLog,
    private readonly runImport: RunImport,
  ) {}

  /** At which version it is open. @param otherwise the way out where it is not. @throws DomainError `import-not-open` */
  async guard(tenant: string, importId: string, otherwise = 'Start the import first.'): Promise<Guard> {
    const { status, version } = await this.standing(tenant, importId);
    if (status !== 'open') throw conflict('import-not-open', otherwise, { field: 'id' });
    return { streamId: streamOf(importId), version };
  }

  /**
   * Each import of a source has an id that derives from the source and its number: what was interrupted is found again, and
   * what has ended is followed by the next.
   */
  async ofSource(tenant: string, source: string): Promise<FileImport> {
    for (let number = 1; ; number += 1) {
      const id = uuidv5(tenant, 'file-import', source, number);
      const { status } = await this.standing(tenant, id);
      if (status === 'absent' || status === 'open') return { id, open: status === 'open' };
    }
  }

  /** The same as `guard`, for one that is opened when first needed. */
  async opened(context: CommandContext, source: string, file: FileImport): Promise<Guard> {
    if (!file.open) await this.runImport.execute(context, { type: 'start', importId: file.id, source });
    file.open = true;
    return await this.guard(context.tenant, file.id, 'This import ended meanwhile; send the file again.');
  }

  /** @param tasks how many tasks the source tells of. @throws DomainError `import-not-open` when it was given up meanwhile */
  async finish(context: CommandContext, { id, open }: FileImport, tasks: number): Promise<void> {
    if (!open) return;
    const { status } = await this.runImport.execute(context, { type: 'finish', importId: id, tasks });
    if (status === 'abandoned')
      throw conflict('import-not-open', 'The import was given up meanwhile; import the file again to go on.', {
        field: 'id',
      });
  }

  private async standing(tenant: string, importId: string): Promise<{ status: Import['status']; version: number }> {
    const facts = (await this.log.readStream(tenant, streamOf(importId))) as unknown as ImportFact[];
    return { status: foldFacts(taskImport, facts).status, version: facts.length };
  }
}

const streamOf = (importId: string): string => `import:${importId}`;
