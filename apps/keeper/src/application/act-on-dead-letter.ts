import { Injectable } from '@nestjs/common';
import { appendCommand, type CommandContext, EventLog, type NewEvent } from '#libs/event-store';
import { type Asker, type LetterActedOn, ServiceCaller } from '#libs/http';
import { conflict, uuidv5 } from '#libs/kernel';
import { type AboutLetter, isOver, lettersBody } from '../domain/dead-letter.js';
import { FindDeadLetters } from './find-dead-letters.js';
import { alarmOfLetter, alarmStream, clearedBody } from '../domain/alarm.js';

/** Taking up what has waited for long takes its time. */
const PATIENCE_MS = 10 * 60_000;

/** Has a service take up again what it has set aside, or do without it; and records who did so. */
@Injectable()
export class ActOnDeadLetter {
  constructor(
    private readonly letters: FindDeadLetters,
    private readonly caller: ServiceCaller,
    private readonly log: EventLog,
  ) {}

  /** @throws DomainError `dead-letter-not-found`, `dead-letter-discarded`, `view-refolding` and others of the service */
  async retry(asker: Asker, context: CommandContext, id: string): Promise<LetterActedOn> {
    const { service } = await this.letters.find(asker, id);
    const acted = await this.post(asker, service, `${id}/retry`, {});
    const { letter, outcome, handled, reason } = acted;
    const body = { ...lettersBody(letter), outcome, handled, reason };
    const retried = { streamId: streamOf(letter), event: 'DeadLetterRetried', body };
    return await this.record(context, [retried, ...cleared(acted, false)], acted);
  }

  /**
   * Done twice, it is recorded once.
   *
   * @throws DomainError `dead-letter-not-found`, `dead-letter-not-poison`, `view-refolding` and others of the service
   */
  async discard(asker: Asker, context: CommandContext, id: string, reason: string): Promise<LetterActedOn> {
    const { service } = await this.letters.find(asker, id);
    const acted = await this.post(asker, service, `${id}/discard`, { reason });
    const { letter, outcome, handled } = acted;
    const body = { ...lettersBody(letter), reason, outcome, handled };
    const eventId = uuidv5('dead-letter-discarded', id);
    const discarded = { streamId: streamOf(letter), event: 'DeadLetterDiscarded', body, eventId };
    return await this.record(context, [discarded, ...cleared(acted, true)], acted);
  }

  private post(asker: Asker, service: string, path: string, body: object): Promise<LetterActedOn> {
    return this.caller.post<LetterActedOn>(service, `/internal/dead-letters/${path}`, asker, body, PATIENCE_MS);
  }

  private async record(
    context: CommandContext,
    events: readonly NewEvent[],
    answer: LetterActedOn,
  ): Promise<LetterActedOn> {
    const recorded = await appendCommand(this.log, context, { events, answer });
    if (recorded === 'conflict') throw conflict('concurrent-change', 'Somebody did the same at the same time.');
    return recorded;
  }
}

const streamOf = ({ id }: AboutLetter): string => `dead-letter:${id}`;

function cleared(acted: LetterActedOn, discarded: boolean): NewEvent[] {
  if (!isOver(acted, discarded)) return [];
  const { service, consumer, key } = acted.letter;
  const id = alarmOfLetter(acted.letter);
  const ended = discarded ? 'It was discarded.' : 'It was taken up again.';
  const body = clearedBody({ id, kind: 'dead-letter', service, subject: `${consumer} ${key}` }, ended);
  return [{ streamId: alarmStream(id), event: 'AlarmCleared', body, eventId: uuidv5('alarm-cleared', id) }];
}
