import { Injectable, Logger } from '@nestjs/common';
import { type Asker, type EventView, type Page, ServiceCaller } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { type Someone, type Told } from '../domain/entry-story.js';

/** An answer of another service; undefined where it could not be asked. */
export interface Asked<Answer> {
  readonly service: string;
  readonly answer: Answer | undefined;
}

interface Message {
  readonly messageId: string;
  readonly status: Told['status'];
  readonly endedAt: string | null;
  readonly reason: string | null;
}

/** What `GET /api/users?ids=` takes at once. */
const MOST_IDS = 200;

/**
 * What other services know of a line of money, asked for in the name of whoever wants to know, so that nobody learns
 * here what they would not be told there. A service that refuses or is away leaves a hole in the story, and no more.
 */
@Injectable()
export class AskOthers {
  private readonly logger = new Logger(AskOthers.name);

  constructor(private readonly caller: ServiceCaller) {}

  /** All that has happened to a task, oldest first; nothing of one that is not there. */
  taskEvents(asker: Asker, taskId: string): Promise<Asked<readonly EventView[]>> {
    const path = `/api/tasks/${taskId}/events`;
    return this.ask('tasks', [], async () => (await this.get<{ items: EventView[] }>('tasks', path, asker)).items);
  }

  /** People by id, as far as they are known. */
  async people(asker: Asker, ids: readonly string[]): Promise<Asked<ReadonlyMap<string, Someone>>> {
    if (ids.length === 0) return { service: 'auth', answer: new Map() };
    const path = `/api/users?ids=${ids.slice(0, MOST_IDS).join(',')}`;
    return await this.ask('auth', new Map(), async () => {
      const { items } = await this.get<Page<Someone>>('auth', path, asker);
      return new Map(items.map(({ id, name, erased }) => [id, { id, name, erased }]));
    });
  }

  /** The mail that told of a payout; null where none was asked for. */
  mail(asker: Asker, payoutEventId: string): Promise<Asked<Told | null>> {
    return this.ask('notifier', null, async () => {
      const message = await this.get<Message>('notifier', `/internal/messages/${payoutEventId}`, asker);
      const { messageId, status, endedAt, reason } = message;
      return { messageId, status, at: endedAt === null ? null : Date.parse(endedAt), reason };
    });
  }

  private get<Answer>(service: string, path: string, asker: Asker): Promise<Answer> {
    return this.caller.get<Answer>(service, path, asker);
  }

  /** @param nothing what it means that the service does not know of it */
  private async ask<Answer>(service: string, nothing: Answer, asking: () => Promise<Answer>): Promise<Asked<Answer>> {
    try {
      return { service, answer: await asking() };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.kind === 'not-found') return { service, answer: nothing };
      this.logger.warn({ err: error, service }, 'a service could not be asked what it knows of an entry');
      return { service, answer: undefined };
    }
  }
}
