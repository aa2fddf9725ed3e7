import { type EventType } from './event-type.js';
import { catalogue } from './generated/index.js';

/** service → event → its versions, oldest first. */
const byName = new Map<string, Map<string, EventType[]>>();
for (const type of catalogue) {
  const events = byName.get(type.service) ?? new Map<string, EventType[]>();
  byName.set(type.service, events);
  events.set(type.event, [...(events.get(type.event) ?? []), type]);
}

/** All versions of an event, oldest first; none if there is no such event. */
export function versionsOf(service: string, event: string): readonly EventType[] {
  return byName.get(service)?.get(event) ?? [];
}

/** One version of an event, or the newest that this release knows if none is given. */
export function findEventType(service: string, event: string, version?: number): EventType | undefined {
  const versions = versionsOf(service, event);
  return version === undefined ? versions.at(-1) : versions.find((type) => type.version === version);
}

/** The Kafka topic to which a service's log is shipped. */
export function topic(service: string): string {
  return `aviary.${service}`;
}

/** The service whose log a topic carries; undefined for a topic that is none of ours. */
export function serviceOfTopic(name: string): string | undefined {
  return name.startsWith('aviary.') ? name.slice('aviary.'.length) : undefined;
}

/** The registry's subject of an event, by TopicRecordNameStrategy: topic, dash, full name of the record. */
export function subject(service: string, event: string): string {
  return `${topic(service)}-aviary.${service}.${event}`;
}

/** The event whose subject it is; undefined for a subject that is none of ours. */
export function eventOfSubject(name: string): { service: string; event: string } | undefined {
  const [, service, event] = /^aviary\.(\w+)-aviary\.\1\.(\w+)$/.exec(name) ?? [];
  return service && event ? { service, event } : undefined;
}
