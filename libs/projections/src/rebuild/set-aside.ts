import { type StoredBodies } from '#libs/messaging';
import { type ParkedEvent } from '../parking/parking.js';

/** Events that were set aside while tables were filled, on their way to where they are kept. */
export class SetAside {
  readonly events: ParkedEvent[] = [];
  /** Of their bodies. */
  bytes = 0;
  private readonly bodies = new Map<string, Buffer>();

  add(events: readonly ParkedEvent[], stored: StoredBodies): void {
    for (const each of events) {
      const { eventId } = each.event.meta;
      // A copy: what it is a piece of may be large.
      const body = this.bodies.get(eventId) ?? Buffer.from(stored(eventId));
      this.events.push(each);
      this.bodies.set(eventId, body);
      this.bytes += body.length;
    }
  }

  readonly stored: StoredBodies = (eventId) => this.bodies.get(eventId) ?? Buffer.of();
}
