import { Injectable } from '@nestjs/common';
import { type CommandContext, EventLog, executeCommand } from '#libs/event-store';
import { unauthenticated } from '#libs/kernel';
import { task } from '../domain/task.decide.js';

export interface CompletedTask {
  readonly [member: string]: string | number;
  readonly id: string;
  readonly assigneeId: string;
  readonly completionReward: number;
  readonly status: 'completed';
}

/** Whoever a task is assigned to says that it is done. */
@Injectable()
export class CompleteTask {
  constructor(private readonly log: EventLog) {}

  /** @throws DomainError `task-not-found`, `task-already-completed`, `task-of-another` */
  async execute(context: CommandContext, taskId: string): Promise<CompletedTask> {
    const by = context.actor;
    if (by === null) throw unauthenticated('token-missing', 'Only a person can complete a task.');
    return await executeCommand(this.log, task, {
      streamId: `task:${taskId}`,
      command: { type: 'complete', by },
      context,
      answer: (facts) => ({
        id: taskId,
        assigneeId: by,
        completionReward: facts[0]?.event === 'TaskCompleted' ? facts[0].body.completionReward : 0,
        status: 'completed' as const,
      }),
    });
  }
}
