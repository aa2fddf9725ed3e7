import { Injectable } from '@nestjs/common';
import { And, LessThan, MoreThanOrEqual } from 'typeorm';
import { Views } from '#libs/projections';
import { completedTasks } from './completed-tasks.projection.js';

export interface ExpensiveTask {
  id: string;
  title: string | null;
  ticketId: string | null;
  assigneeId: string | null;
  /** Whole minor units. */
  completionReward: number;
  completedAt: string;
}

@Injectable()
export class CompletedTasksQuery {
  constructor(private readonly views: Views) {}

  /**
   * The task with the highest reward among those completed in a span, the earliest on a tie.
   *
   * @param start epoch milliseconds, included
   * @param end epoch milliseconds, excluded
   */
  async mostExpensive(tenant: string, start: number, end: number): Promise<ExpensiveTask | null> {
    const view = await this.views.of(tenant, completedTasks);
    const [row] = await view.find({
      where: { completedAt: And(MoreThanOrEqual(start), LessThan(end)) },
      order: { completionReward: 'DESC', completedAt: 'ASC', taskId: 'ASC' },
      take: 1,
    });
    if (!row || row.completedAt === null) return null;
    const { taskId, title, ticketId, assigneeId, completionReward } = row;
    return {
      id: taskId,
      title,
      ticketId,
      assigneeId,
      completionReward,
      completedAt: new Date(row.completedAt).toISOString(),
    };
  }
}
