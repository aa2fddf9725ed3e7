import { partTitle } from '#libs/kernel';

/** Says in the newest version's terms what an older one meant. Pure. */
type Upcaster = (body: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * `<service>.<Event>.<n>` → how a body of version n becomes one of version n + 1. It is given the newest version's
 * fields, those that version n lacked at their defaults. An entry is never changed once released, and a new one is a
 * new version of every view that reads the event.
 */
const upcasters: Readonly<Record<string, Upcaster>> = {
  // Version 1 had no ticket, so whoever had one put it before the title: `[KAFKA-123] Mend it`.
  'tasks.TaskCreated.1': (body) =>
    typeof body.title === 'string' ? { ...body, ...partTitle(body.title) } : { ...body },
};

/** Brings a body that was written in an older version up to the newest, step by step. */
export function upcast(service: string, event: string, version: number, newest: number, body: object): object {
  let upcasted = body as Record<string, unknown>;
  for (let from = version; from < newest; from++)
    upcasted = upcasters[`${service}.${event}.${from}`]?.(upcasted) ?? upcasted;
  return upcasted;
}
