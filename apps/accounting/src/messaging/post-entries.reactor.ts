import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { type TaskAssigned, type TaskCompleted } from '#libs/contracts';
import { type Fact, type RecordedEvent } from '#libs/kernel';
import { OnEvent, type Reaction, ReactorContext } from '#libs/messaging';
import { POST_ENTRIES, PostEntry } from '../application/post-entry.js';
import { chargeFee, creditReward } from '../domain/post-entry.js';

const REACTOR = { reactor: POST_ENTRIES };

/** Tasks lead to money. Both facts are one reactor's, so that entries stand in the order of their causes. */
@Controller()
export class PostEntriesReactor {
  constructor(private readonly postEntry: PostEntry) {}

  @OnEvent('tasks', 'TaskAssigned', REACTOR)
  charge(
    @Payload() event: RecordedEvent<Fact<'TaskAssigned', TaskAssigned>>,
    @Ctx() context: ReactorContext,
  ): Promise<Reaction> {
    const { taskId, projectId, assigneeId, assignmentFee } = event.body;
    return this.postEntry.execute(context, event, { taskId, projectId, assigneeId, amount: assignmentFee }, chargeFee);
  }

  @OnEvent('tasks', 'TaskCompleted', REACTOR)
  credit(
    @Payload() event: RecordedEvent<Fact<'TaskCompleted', TaskCompleted>>,
    @Ctx() context: ReactorContext,
  ): Promise<Reaction> {
    const { taskId, projectId, assigneeId, completionReward } = event.body;
    const cause = { taskId, projectId, assigneeId, amount: completionReward };
    return this.postEntry.execute(context, event, cause, creditReward);
  }
}
