import { Injectable } from '@nestjs/common';
import { type Asker, ServiceCaller } from '#libs/http';
import { DomainError, notFound } from '#libs/kernel';
import { SERVICES_WITH_LOG } from '#libs/platform';

/** What a stream had led to, as the service tells that owns it. */
export interface StateThen {
  readonly service: string;
  readonly streamId: string;
  /** How many of its events are in it. */
  readonly version: number;
  /** When the last of them happened, ISO 8601, and where it is, `tasks=1.4711`; null before the first. */
  readonly at: string | null;
  readonly position: string | null;
  readonly state: object | null;
}

/** By which moment: what had happened by a time, or what a log had recorded up to a place. Neither: now. */
export interface Until {
  readonly service?: string | undefined;
  /** Epoch milliseconds. */
  readonly time?: number | undefined;
  readonly place?: { readonly service: string; readonly position: number } | undefined;
}

/** Asks the services that own it how something stood: only they know the fold. */
@Injectable()
export class TellState {
  constructor(private readonly caller: ServiceCaller) {}

  /** From each log that has the stream. @throws DomainError `stream-not-found` */
  async execute(asker: Asker, streamId: string, { service, time, place }: Until): Promise<{ items: StateThen[] }> {
    const only = place?.service ?? service;
    const query = new URLSearchParams({
      ...(time === undefined ? {} : { time: String(time) }),
      ...(place === undefined ? {} : { position: String(place.position) }),
    });
    const path = `/internal/states/${encodeURIComponent(streamId)}?${query.toString()}`;
    const services = only === undefined ? SERVICES_WITH_LOG : [only];
    const told = await Promise.all(services.map(async (each) => await this.orNothing(each, path, asker)));
    const items = told.flat();
    if (items.length === 0)
      throw notFound(
        'stream-not-found',
        'There is no such stream, or its state is not told: that of task:<id>, user:<id> and employee:<id> is.',
        { field: 'stream' },
      );
    return { items };
  }

  private async orNothing(service: string, path: string, asker: Asker): Promise<StateThen[]> {
    try {
      return [await this.caller.get<StateThen>(service, path, asker)];
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'not-found') return [];
      throw error;
    }
  }
}
