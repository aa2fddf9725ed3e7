import { findEventType } from '#libs/contracts';
import { isUuid } from '#libs/kernel';
import { BrokenSealError, isSealed, sealText, unsealText } from './cipher.js';
import { fieldAt, withField } from './fields.js';
import { type PersonKeyRing } from './person-keys.js';

/** Whose log, and of which service: the schemas that say what is personal are the service's. */
export interface LogName {
  readonly tenant: string;
  readonly service: string;
}

/** A body with what is needed to seal or unseal it. */
export interface Sealable {
  readonly event: string;
  readonly eventId: string;
  readonly body: object;
}

/** What of a body is personal, and whose it is. */
interface PersonalFields {
  readonly personId: string;
  readonly paths: readonly string[];
}

/** Whether such events have personal fields at all. */
export function hasPersonal(service: string, event: string): boolean {
  return (findEventType(service, event)?.pii.length ?? 0) > 0;
}

/** The personal fields that hold something for which `wanted` is true; undefined where there are none. */
function personalFields(
  service: string,
  sealable: Sealable,
  wanted: (value: unknown) => boolean,
): PersonalFields | undefined {
  const type = findEventType(service, sealable.event);
  if (!type || type.pii.length === 0) return undefined;
  const paths = type.pii.filter((path) => wanted(fieldAt(sealable.body, path)));
  if (paths.length === 0) return undefined;
  const personId = fieldAt(sealable.body, type.piiSubject ?? '');
  if (typeof personId === 'string' && isUuid(personId)) return { personId, paths };
  throw new BrokenSealError(`${service}.${sealable.event} has personal fields but no person in ${type.piiSubject}`);
}

type Found = PersonalFields | BrokenSealError | undefined;

function peopleOf(fields: readonly Found[]): Set<string> {
  return new Set(fields.flatMap((found) => (found && 'personId' in found ? [found.personId] : [])));
}

type Change = (key: Buffer | null | undefined, value: unknown, path: string) => unknown;

function changed(body: object, paths: readonly string[], key: Buffer | null | undefined, change: Change): object {
  return paths.reduce((copy, path) => withField(copy, path, change(key, fieldAt(copy, path), path)), body);
}

/**
 * Seals the personal fields. Bodies without any come back as they are.
 *
 * @throws DomainError `person-erased`
 */
export async function sealBodies(keys: PersonKeyRing, log: LogName, bodies: readonly Sealable[]): Promise<object[]> {
  const fields = bodies.map((body) => personalFields(log.service, body, (value) => typeof value === 'string'));
  if (fields.every((found) => found === undefined)) return bodies.map(({ body }) => body);
  const people = await keys.require(log.tenant, peopleOf(fields));
  return bodies.map(({ body, eventId }, i) => {
    const found = fields[i];
    if (!found) return body;
    const seal: Change = (key, value, path) => (key ? sealText(key, String(value), eventId, path) : null);
    return changed(body, found.paths, people.get(found.personId), seal);
  });
}

/**
 * Makes the personal fields readable; null where the person's key is gone. Bodies without any come back as they are; in the
 * place of one of which a seal is broken comes why.
 */
export async function unsealBodies(
  keys: PersonKeyRing,
  log: LogName,
  bodies: readonly Sealable[],
): Promise<(object | BrokenSealError)[]> {
  const fields = bodies.map((body) => unlessBroken(() => personalFields(log.service, body, isSealed)));
  if (fields.every((found) => found === undefined)) return bodies.map(({ body }) => body);
  const people = await keys.find(log.tenant, peopleOf(fields));
  return bodies.map(({ body, eventId }, i) => {
    const found = fields[i];
    if (!found || found instanceof BrokenSealError) return found ?? body;
    const unseal: Change = (key, value, path) => (key ? unsealText(key, String(value), eventId, path) : null);
    return unlessBroken(() => changed(body, found.paths, people.get(found.personId), unseal));
  });
}

function unlessBroken<T>(work: () => T): T | BrokenSealError {
  try {
    return work();
  } catch (error) {
    if (error instanceof BrokenSealError) return error;
    throw error;
  }
}
