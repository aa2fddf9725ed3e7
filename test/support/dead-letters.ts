import { type Answer, type Client, until } from '#libs/testing';
import { command, type Ran } from './command.js';

/** An event that a consumer has set aside, as people are told of it. */
export interface Letter {
  readonly id: string;
  readonly consumer: string;
  readonly key: string;
  readonly state: 'poison' | 'queued' | 'discarded';
  readonly reason: string | null;
  readonly attempts: number;
  readonly event: string;
  readonly position: number;
  readonly streamId: string;
  readonly discarded: { readonly by: string; readonly reason: string } | null;
  readonly content?: { readonly body: Record<string, unknown> } | null;
  readonly unreadable?: string | null;
}

/** What became of what waits for a key. */
export interface Acted {
  readonly outcome: 'released' | 'parked' | 'refolding';
  readonly handled: number;
  readonly reason: string | null;
}

interface Recorded {
  readonly event: string;
  readonly actor: string | null;
  readonly body: Record<string, unknown>;
}

const PATH = '/api/ops/dead-letters';

/** What a tenant's consumers have set aside, seen by an admin and by whoever sits at the machine. */
export class DeadLettersOf {
  constructor(
    private readonly home: string,
    private readonly tenant: string,
    private readonly admin: Client,
  ) {}

  /** What waits, by HTTP. */
  async waiting(consumer: string): Promise<Letter[]> {
    return (await this.admin.get<{ items: Letter[] }>(`${PATH}?consumer=${consumer}`)).body.items;
  }

  /** Waits until so many wait for a consumer. */
  async untilWaiting(consumer: string, count: number): Promise<Letter[]> {
    const found = async () => {
      const letters = await this.waiting(consumer);
      return letters.length === count && letters;
    };
    return await until(found, { what: `${count} dead letters of ${consumer}`, timeout: 120_000 });
  }

  async retry(id: string): Promise<Answer<Acted>> {
    return await this.admin.post<Acted>(`${PATH}/${id}/retry`);
  }

  async discard(id: string, reason?: string): Promise<Answer<Acted>> {
    return await this.admin.post<Acted>(`${PATH}/${id}/discard`, { reason });
  }

  /** `aviary dead-letters …` */
  async command<Result extends object>(...args: string[]): Promise<Ran<Result>> {
    return await command<Result>(this.home, 'dead-letters', ...args, '--tenant', this.tenant);
  }

  /** The events of keeper that are about a consumer or a letter, as "DeadLetterRetried released admin", in order. */
  async recorded(about: (body: Record<string, unknown>) => boolean): Promise<Recorded[]> {
    const { body } = await this.admin.get<{ items: Recorded[] }>('/api/ops/events?service=keeper&limit=200');
    return body.items.filter((each) => about(each.body));
  }
}
