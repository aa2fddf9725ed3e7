import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { z } from 'zod';
import { decodeCursor, type Page, page, type PageRequest } from '#libs/http';
import { Views } from '#libs/projections';
import { taskNotFound } from '../../domain/task.decide.js';
import { taskList, type TaskRow } from './task-list.projection.js';

/** A task as the outside sees it: amounts in whole minor units, times as ISO 8601 in UTC. */
export interface TaskView {
  id: string;
  title: string;
  ticketId: string | null;
  description: string | null;
  projectId: string | null;
  parentTaskId: string | null;
  deadline: string | null;
  assigneeId: string | null;
  assignmentFee: number;
  completionReward: number;
  status: 'open' | 'completed';
  createdBy: string | null;
  createdAt: string;
  assignedAt: string | null;
  completedAt: string | null;
}

/** What a reassignment needs to know of an open task. */
export type OpenTask = Pick<TaskRow, 'taskId' | 'projectId' | 'assignmentFee' | 'completionReward' | 'version'> & {
  assigneeId: string;
  /** Epoch milliseconds. */
  assignedAt: number;
};

export interface TaskFilter extends PageRequest {
  readonly assigneeId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly status?: 'open' | 'completed' | undefined;
}

@Injectable()
export class TaskListQuery {
  constructor(private readonly views: Views) {}

  /** @throws DomainError `task-not-found` */
  async get(tenant: string, taskId: string): Promise<TaskView> {
    const view = await this.views.of(tenant, taskList);
    const row = await view.findOneBy({ taskId });
    if (!row) throw taskNotFound();
    return asTask(row);
  }

  /** Newest first. */
  async list(tenant: string, { assigneeId, projectId, status, limit, cursor }: TaskFilter): Promise<Page<TaskView>> {
    const before = decodeCursor(cursor, z.int());
    const view = await this.views.of(tenant, taskList);
    const rows = await view.find({
      where: {
        ...(assigneeId === undefined ? {} : { assigneeId }),
        ...(projectId === undefined ? {} : { projectId }),
        ...(status === undefined ? {} : { status }),
        ...(before === undefined ? {} : { createdPosition: LessThan(before) }),
      },
      order: { createdPosition: 'DESC' },
      take: limit + 1,
    });
    return page(rows, limit, (row) => row.createdPosition, asTask);
  }

  /** All of them, in the order in which they were made. */
  async open(tenant: string): Promise<OpenTask[]> {
    const view = await this.views.of(tenant, taskList);
    const rows = await view.find({
      select: {
        taskId: true,
        projectId: true,
        assigneeId: true,
        assignedAt: true,
        assignmentFee: true,
        completionReward: true,
        version: true,
      },
      where: { status: 'open' },
      order: { createdPosition: 'ASC' },
    });
    return rows.filter((row): row is TaskRow & Pick<OpenTask, 'assigneeId' | 'assignedAt'> => row.assignedAt !== null);
  }
}

/** A row as it is shown. */
export function asTask({ taskId, version: _v, createdPosition: _p, ...row }: TaskRow): TaskView {
  return {
    id: taskId,
    ...row,
    deadline: iso(row.deadline),
    createdAt: new Date(row.createdAt).toISOString(),
    assignedAt: iso(row.assignedAt),
    completedAt: iso(row.completedAt),
  };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
