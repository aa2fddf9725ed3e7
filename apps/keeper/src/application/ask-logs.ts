import { Injectable } from '@nestjs/common';
import { type Asker, type EventView, ServiceCaller } from '#libs/http';
import { DomainError } from '#libs/kernel';
import { SERVICES_WITH_LOG } from '#libs/platform';

interface Events {
  readonly items: EventView[];
}

/** So many ids fit well into an address. */
const IDS_AT_ONCE = 50;

/** Reads events from the services in whose logs they are, in the name of whoever asks. */
@Injectable()
export class AskLogs {
  constructor(private readonly caller: ServiceCaller) {}

  /** One log after a position, and where it ends; fewer than the limit where events are large. */
  after(asker: Asker, service: string, position: number, limit: number): Promise<Events & { head: number }> {
    return this.caller.get(service, `/internal/events?after=${position}&limit=${limit}`, asker);
  }

  /** What a log has of a stream after a version; all of it without a limit. */
  async stream(asker: Asker, service: string, streamId: string, after = 0, limit?: number): Promise<EventView[]> {
    const range = limit === undefined ? '' : `&limit=${limit}`;
    const path = `/internal/events/streams/${encodeURIComponent(streamId)}?afterVersion=${after}${range}`;
    return (await this.caller.get<Events>(service, path, asker)).items;
  }

  /** Those of the events that are in the log of a service. */
  async found(asker: Asker, service: string, eventIds: readonly string[]): Promise<EventView[]> {
    const chunks = Array.from({ length: Math.ceil(eventIds.length / IDS_AT_ONCE) }, (_, at) =>
      eventIds.slice(at * IDS_AT_ONCE, (at + 1) * IDS_AT_ONCE),
    );
    const told = await Promise.all(
      chunks.map(
        async (ids) => await this.caller.get<Events>(service, `/internal/events/found?ids=${ids.join(',')}`, asker),
      ),
    );
    return told.flatMap(({ items }) => items);
  }

  /** Those that are in any log; a service that does not answer is done without. */
  async foundAnywhere(asker: Asker, eventIds: readonly string[]): Promise<EventView[]> {
    if (eventIds.length === 0) return [];
    const told = await Promise.all(
      SERVICES_WITH_LOG.map(async (service) => {
        try {
          return await this.found(asker, service, eventIds);
        } catch (error) {
          if (error instanceof DomainError) return [];
          throw error;
        }
      }),
    );
    return told.flat();
  }
}
