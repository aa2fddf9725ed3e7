import { Inject, Injectable } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import { EventLog } from '#libs/event-store';
import { type RecordedEvent } from '#libs/kernel';
import { Subscriptions } from '../consuming/subscriptions.js';
import { DeadLetterTools } from '../dead-letters/dead-letter-tools.js';
import { ReactorLetters } from '../dead-letters/reactor-letters.js';
import { MESSAGING_SETTINGS, type MessagingSettings } from '../settings.js';
import { type HandlerAnswer, type HandlerMark } from './on-event.js';
import { type Reaction } from './reaction.js';
import { ReactorContext } from './reactor-context.js';
import { type Decide, Handlers } from './handlers.js';
import { Reactor } from './reactor.js';

/**
 * Nest's microservices as the programming model of reactors: controllers with `@OnEvent` methods and all that Nest does
 * around them. Underneath it is no transport of its own: each reactor becomes a subscriber, which the batch consumer (or,
 * for the own log, the feed) serves. (Nest's own Kafka transport hands over one message at a time and blocks the partition
 * on an error.)
 */
@Injectable()
export class ReactorTransport extends Server implements CustomTransportStrategy {
  private readonly removals: (() => void)[] = [];

  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly eventLog: EventLog,
    private readonly tools: DeadLetterTools,
    @Inject(MESSAGING_SETTINGS) private readonly settings: MessagingSettings,
  ) {
    super();
  }

  /** Nest has collected the handlers: they are subscribed from now on. */
  listen(callback: () => void): void {
    for (const reactor of this.reactors()) this.removals.push(this.subscriptions.add(reactor));
    callback();
  }

  close(): void {
    for (const remove of this.removals.splice(0)) remove();
  }

  /** There are no events of a broker's connection here. */
  override on(): never {
    throw new Error('This transport has no connection of its own.');
  }

  /** There is no client of a broker here. */
  override unwrap(): never {
    throw new Error('This transport has no connection of its own.');
  }

  private reactors(): Reactor[] {
    const found = new Map<string, Map<string, Decide>>();
    const names = new Map<string, HandlerMark>();
    for (const handler of this.messageHandlers.values()) {
      const mark = handler.extras as HandlerMark | undefined;
      if (!mark?.reactor) continue;
      if (handler.next) throw new Error(`${mark.reactor} handles ${mark.source}.${mark.event} twice.`);
      const key = `${mark.reactor}<${mark.source}`;
      names.set(key, mark);
      found.set(key, (found.get(key) ?? new Map<string, Decide>()).set(mark.event, decideBy(handler)));
    }
    return [...found].map(([key, handlers]) => {
      const { reactor, source } = names.get(key) as HandlerMark;
      const { attempts, backOffMs: backOff } = this.settings;
      const { eventLog, tools } = this;
      const letters = new ReactorLetters({ consumer: reactor, source }, eventLog.service, tools);
      return new Reactor(
        reactor,
        source,
        new Handlers(reactor, source, handlers, { attempts, backOff }),
        letters,
        eventLog,
      );
    });
  }
}

/** @returns what the handler decides; it throws what the handler threw */
function decideBy(handler: MessageHandler): Decide {
  return async (event: RecordedEvent, tenant: string, attempt: number) => {
    const returned: unknown = await handler(event, new ReactorContext([tenant, attempt]));
    const answer = (isObservable(returned) ? await lastValueFrom(returned, { defaultValue: undefined }) : returned) as
      | HandlerAnswer
      | undefined;
    if (!answer) return null;
    if ('error' in answer) throw answer.error;
    return (answer.reaction as Reaction | null | undefined) ?? null;
  };
}
