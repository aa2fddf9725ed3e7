import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, executeCommand } from '#libs/event-store';
import { uuidv7 } from '#libs/kernel';
import { project } from '../domain/project.js';

export interface CreatedProject {
  readonly [member: string]: string;
  readonly id: string;
  readonly name: string;
}

@Injectable()
export class CreateProject {
  constructor(private readonly log: EventLog) {}

  async execute(context: CommandContext, { name }: { name: string }): Promise<CreatedProject> {
    const projectId = uuidv7();
    return await executeCommand(this.log, project, {
      streamId: `project:${projectId}`,
      command: { projectId, name },
      context,
      answer: () => ({ id: projectId, name }),
    });
  }
}
