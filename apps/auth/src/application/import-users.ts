import { Injectable } from '@nestjs/common';
import { appendCommand, type CommandContext, EventLog, type NewEvent, Sealing } from '#libs/event-store';
import { conflict, foldFacts, uuidv5 } from '#libs/kernel';
import { defaultRoles } from '../domain/roles.js';
import { decideUser, user } from '../domain/user.decide.js';
import { type UserFact, userStream } from '../domain/user.js';

/** Somebody of whom a past tells. */
export interface ImportedUser {
  readonly id: string;
  readonly name: string;
  /** When they are first heard of, epoch milliseconds. */
  readonly since: number;
}

export interface ImportedUsers {
  readonly [member: string]: number;
  readonly imported: number;
  /** Who was there before, or was erased. */
  readonly already: number;
}

const ATTEMPTS = 5;

/**
 * Makes users of people whom an import names. They have neither login nor password nor address, so nobody logs in as them,
 * and they are not active. Done again, it changes nothing.
 */
@Injectable()
export class ImportUsers {
  constructor(
    private readonly log: EventLog,
    private readonly sealing: Sealing,
  ) {}

  /** All of them in one command. @throws DomainError `concurrent-change` (409) */
  async execute(context: CommandContext, people: readonly ImportedUser[]): Promise<ImportedUsers> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { events, expected } = await this.news(context.tenant, people);
      const answer = { imported: expected.size, already: people.length - expected.size };
      if (events.length === 0 && !context.idempotency) return answer;
      const outcome = await appendCommand<ImportedUsers>(this.log, context, { events, expected, answer });
      if (outcome !== 'conflict') return outcome;
    }
    throw conflict('concurrent-change', 'These people kept changing while they were imported; try again.');
  }

  private async news(
    tenant: string,
    people: readonly ImportedUser[],
  ): Promise<{ events: NewEvent[]; expected: Map<string, number> }> {
    const table = defaultRoles(tenant);
    const ids = people.map(({ id }) => id);
    const known = (await this.log.readStreams(tenant, ids.map(userStream))) as unknown as Map<string, UserFact[]>;
    // An erasure that was cut short has taken the key, and not told anybody yet.
    const erased = await this.sealing.erasedOf(tenant, ids);
    const events: NewEvent[] = [];
    const expected = new Map<string, number>();
    for (const { id: userId, name, since } of people) {
      const streamId = userStream(userId);
      if (erased.has(userId) || expected.has(streamId)) continue;
      const state = foldFacts(user, known.get(streamId) ?? []);
      for (const fact of decideUser({ type: 'import', userId, name, table }, state)) {
        const eventId = uuidv5(tenant, 'imported-user', userId);
        events.push({ streamId, eventId, occurredAt: since, ...fact });
        expected.set(streamId, 0);
      }
    }
    return { events, expected };
  }
}
