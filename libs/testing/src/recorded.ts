import { type Fact, type Meta, type RecordedEvent, uuidv5, uuidv7 } from '#libs/kernel';

/** A working morning: Monday, 5 January 2026, 09:00 UTC. */
export const MORNING = Date.UTC(2026, 0, 5, 9);

/** What a spec said about an event's meta itself; the rest is made up and may be made up again. */
const said = new WeakMap<object, Partial<Meta>>();

/**
 * An event as a log would give it, with a plausible meta: the first of its log and stream, this morning. Give what the
 * spec is about (`{ occurredAt, actor }`); `asLog` numbers many.
 */
export function recorded<Name extends string, Body extends object>(
  event: Name,
  body: Body,
  meta: Partial<Meta> = {},
): RecordedEvent<Fact<Name, Body>> {
  return placed({ event, body }, meta, { position: 1, version: 1, tenant: 'popug', epoch: 1 });
}

export interface LogPlace {
  readonly tenant?: string;
  readonly epoch?: number;
  /** The position of the event before the first one. */
  readonly after?: number;
}

/**
 * Facts, and events made by `recorded`, as one log gives them: positions without a gap, versions counted in each
 * stream, a second between two events. What a spec said about an event stays as it is.
 */
export function asLog<F extends Fact>(events: readonly F[], place: LogPlace = {}): RecordedEvent<F>[] {
  const { tenant = 'popug', epoch = 1, after = 0 } = place;
  const versions = new Map<string, number>();
  let position = after;
  return events.map((event) => {
    const own = said.get(event) ?? (event as Partial<RecordedEvent>).meta ?? {};
    const streamId = own.streamId ?? streamOf(event);
    position = own.position ?? position + 1;
    const version = own.version ?? (versions.get(streamId) ?? 0) + 1;
    versions.set(streamId, version);
    return placed(event, own, { position, version, tenant, epoch });
  });
}

function placed<F extends Fact>(
  { event, body }: F,
  own: Partial<Meta>,
  place: Pick<Meta, 'position' | 'version' | 'tenant' | 'epoch'>,
): RecordedEvent<F> {
  const at = own.occurredAt ?? MORNING + (own.position ?? place.position) * 1000;
  const meta: Meta = {
    event,
    schemaVersion: 1,
    eventId: uuidv7(at),
    streamId: streamOf({ event, body }),
    occurredAt: at,
    recordedAt: at,
    actor: null,
    correlationId: uuidv5('correlation', event, place.position),
    causationId: null,
    traceparent: null,
    ext: {},
    ...place,
    ...own,
  };
  const whole = { event, body, meta } as unknown as RecordedEvent<F>;
  said.set(whole, own);
  return whole;
}

/** `task:<uuid>` for a body with a `taskId`: its first id, if it has one. */
function streamOf({ event, body }: Fact): string {
  const [member, id] = Object.entries(body).find(([name]) => /[a-z]Id$/.test(name)) ?? [event, 'only'];
  return `${member.replace(/Id$/, '')}:${String(id)}`;
}
