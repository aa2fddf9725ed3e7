import { Injectable } from '@nestjs/common';
import { EventLog } from '#libs/event-store';
import { eventViewOf, type EventView } from '#libs/http';
import { taskNotFound } from '../domain/task.decide.js';

/** The whole stream of a task, straight from the log: what the list shows of it is only where that has led. */
@Injectable()
export class ReadTaskEvents {
  constructor(private readonly log: EventLog) {}

  /** Oldest first. @throws DomainError `task-not-found` */
  async execute(tenant: string, taskId: string): Promise<{ items: EventView[] }> {
    const events = await this.log.readStreamRaw(tenant, `task:${taskId}`);
    if (events.length === 0) throw taskNotFound();
    return { items: events.map((event) => eventViewOf(this.log.service, event)) };
  }
}
