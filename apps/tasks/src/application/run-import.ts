import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, executeCommand } from '#libs/event-store';
import { type ImportCommand, type ImportStatus, taskImport } from '../domain/import.js';

export interface ImportAnswer {
  readonly [member: string]: string;
  readonly id: string;
  readonly status: ImportStatus;
  /** As it was named when the import began, whatever was said later. */
  readonly source: string;
}

/** Opens and ends the span in which events tell of the past. */
@Injectable()
export class RunImport {
  constructor(private readonly log: EventLog) {}

  /** @throws DomainError `import-not-found` */
  async execute(context: CommandContext, command: ImportCommand): Promise<ImportAnswer> {
    const { importId } = command;
    return await executeCommand(this.log, taskImport, {
      streamId: `import:${importId}`,
      command,
      context,
      answer: (_, state) => ({
        id: importId,
        ...(state.status === 'absent' ? { status: 'open' as const, source: '' } : state),
      }),
    });
  }
}
