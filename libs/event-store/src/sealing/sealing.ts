import { type RecordedEvent } from '#libs/kernel';
import { SERVICE_CONFIG, type ServiceConfig } from '#libs/platform';
import { PersonKeys } from '#libs/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { BrokenSealError } from './cipher.js';
import { PersonKeyRing } from './person-keys.js';
import { hasPersonal, sealBodies, unsealBodies, type Sealable } from './seal-bodies.js';

/**
 * Personal data in events: each field that a schema marks `"pii": true` is stored and shipped as ciphertext under the
 * person's own key, bound to its event and field. Erasing a person deletes the key; the events stay, and every hash
 * still verifies.
 */
@Injectable()
export class Sealing {
  private readonly keys: PersonKeyRing;

  constructor(store: PersonKeys, @Inject(SERVICE_CONFIG) config: Pick<ServiceConfig, 'sealingSecret'>) {
    this.keys = new PersonKeyRing(store, config.sealingSecret);
  }

  /**
   * The events' bodies with their personal fields sealed.
   *
   * @throws DomainError `person-erased`
   */
  seal(tenant: string, service: string, events: readonly Sealable[]): Promise<object[]> {
    return sealBodies(this.keys, { tenant, service }, events);
  }

  /**
   * The events with their personal fields readable; null where the person was erased. An erasure by another process is
   * seen within three seconds.
   *
   * @param service whose events they are
   * @throws BrokenSealError when a sealed value was tampered with
   */
  async unseal<E extends RecordedEvent>(tenant: string, service: string, events: readonly E[]): Promise<E[]> {
    return (await this.unsealEach(tenant, service, events)).map((event) => {
      if (event instanceof BrokenSealError) throw event;
      return event;
    });
  }

  /** The same for who goes on without an event of which a seal is broken: in its place comes why. */
  async unsealEach<E extends RecordedEvent>(
    tenant: string,
    service: string,
    events: readonly E[],
  ): Promise<(E | BrokenSealError)[]> {
    // As it is with most: then there is nothing to be looked at event by event.
    if (!events.some(({ event }) => hasPersonal(service, event))) return [...events];
    const sealed = events.map(({ event, body, meta }) => ({ event, body, eventId: meta.eventId }));
    const bodies = await unsealBodies(this.keys, { tenant, service }, sealed);
    return events.map((event, i) => {
      const body = bodies[i];
      if (body === event.body || body instanceof BrokenSealError)
        return body === event.body ? event : (body as BrokenSealError);
      return { ...event, body };
    });
  }

  /** Whether anything personal was ever sealed for the person; also when they have been erased since. */
  async knows(tenant: string, personId: string): Promise<boolean> {
    return (await this.keys.find(tenant, [personId])).has(personId);
  }

  /** Those of the people who were erased: nothing personal can be sealed for them any more. */
  async erasedOf(tenant: string, personIds: readonly string[]): Promise<ReadonlySet<string>> {
    const keys = await this.keys.find(tenant, personIds);
    return new Set([...keys].flatMap(([personId, key]) => (key === null ? [personId] : [])));
  }

  /** Deletes the person's key for good. `PersonErased` is for the caller to append. */
  erase(tenant: string, personId: string): Promise<void> {
    return this.keys.erase(tenant, personId);
  }
}
