import { EventPattern } from '@nestjs/microservices';
import { refuseReplaced } from '#libs/contracts';

/** What a handler answers through Nest's layers, which would swallow its error. */
export type HandlerAnswer = { readonly reaction: unknown } | { readonly error: unknown };

/** What `OnEvent` leaves with a handler. */
export interface HandlerMark {
  readonly reactor: string;
  readonly source: string;
  readonly event: string;
}

type Handler = (...args: never[]) => unknown;

/** By the prototypes of their controllers. */
const marks = new WeakMap<object, HandlerMark[]>();

/** What the handlers of a controller, given by its prototype, react to. */
export const handlersOf = (prototype: object): readonly HandlerMark[] => marks.get(prototype) ?? [];

/**
 * Marks a method of a controller as the handler of an event for a reactor: `(event: RecordedEvent, context:
 * ReactorContext) => Promise<Reaction | null>`, where null means that nothing follows.
 *
 * Several methods may carry the same reactor's name: they are one reactor, with one checkpoint for each source, to which
 * the events come in the order of the log. Its answers are recorded batch by batch, each batch in one call, together with
 * the fact that these causes have been answered (so no event is ever answered twice) and with the checkpoint.
 *
 * The contract of a handler: it decides from the event, and from streams of the own log that its reaction guards or
 * expects at a version. The events of a batch are handed over before any reaction to them is recorded; a reaction that
 * rests on a stream which an earlier one of the batch writes is seen by its guard, and decided again after that one was
 * recorded. What is not guarded is not seen: a handler that looks at a view, or at a stream that it does not guard, may
 * miss the effects of the event before it. Handlers have no effects of their own; what goes outside is a row first.
 *
 * @param service whose event it is
 * @throws Error for an event that another one has replaced
 */
export function OnEvent(service: string, event: string, { reactor }: { readonly reactor: string }): MethodDecorator {
  refuseReplaced(service, event, reactor);
  const mark: HandlerMark = { reactor, source: service, event };
  return ((target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Handler>) => {
    const handler = descriptor.value;
    if (!handler) throw new Error(`OnEvent is for methods, and ${String(key)} is none.`);
    const answering = async function (this: unknown, ...args: never[]): Promise<HandlerAnswer> {
      try {
        return { reaction: await handler.apply(this, args) };
      } catch (error) {
        return { error };
      }
    };
    for (const name of Reflect.getMetadataKeys(handler))
      Reflect.defineMetadata(name, Reflect.getMetadata(name, handler), answering);
    descriptor.value = answering;
    marks.set(target, [...handlersOf(target), mark]);
    // One pattern for each reactor: Nest would chain handlers of the same one and mix their answers.
    EventPattern(`${reactor} on ${service}.${event}`, undefined, mark)(target, key, descriptor);
  }) as MethodDecorator;
}
