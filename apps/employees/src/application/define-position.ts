import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, executeCommand } from '#libs/event-store';
import { position, positionIdOf, positionStream } from '../domain/position.js';

/** A position as it is answered. */
export interface Position {
  readonly id: string;
  readonly title: string;
}

/** Makes a position that people can hold. One with the same title is the same position. */
@Injectable()
export class DefinePosition {
  constructor(private readonly log: EventLog) {}

  execute(context: CommandContext, title: string): Promise<Position> {
    const positionId = positionIdOf(context.tenant, title);
    return executeCommand(this.log, position, {
      streamId: positionStream(positionId),
      command: { positionId, title },
      context,
      answer: () => ({ id: positionId, title }),
    });
  }
}
