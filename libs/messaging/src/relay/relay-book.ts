import { Injectable } from '@nestjs/common';
import { type Head } from '#libs/event-store';
import { Metrics, StatusRegistry, type TenantGauge } from '#libs/platform';
import { LagClock } from '../common/lag-clock.js';
import { type Shipped } from './shipment.js';

/** `idle`: all is shipped; `shipping`; `elsewhere`: another instance ships it; `waiting`: it failed, and is tried again. */
export type RelayState = 'idle' | 'shipping' | 'elsewhere' | 'waiting';

/** An epoch that the relay has opened, since it found the log to be another one than others have seen. */
export interface OpenedBook {
  readonly epoch: number;
  readonly fromPosition: number;
  readonly openedAt: string;
  /** How many events the topic has, and the log has not. */
  readonly lost: Readonly<Record<string, number>>;
}

interface Entry {
  head: Head;
  /** The position up to which the broker has the log. */
  position: number;
  state: RelayState;
  lastError: string | null;
}

const NO_HEAD: Head = { epoch: 0, position: 0, recordedAt: 0 };

/** What the relay has seen of each tenant's log when it last looked, for status and measurements. */
@Injectable()
export class RelayBook {
  private readonly entries = new Map<string, Entry>();
  private readonly epochs = new Map<string, OpenedBook>();
  private readonly anew = new Set<string>();
  private readonly clock = new LagClock();
  private readonly shippedEvents;
  private readonly shippedRequests;
  private readonly failures;

  constructor(metrics: Metrics, status: StatusRegistry) {
    this.shippedEvents = metrics.counter(
      'aviary_relay_events_total',
      'Events that the broker has confirmed, repeats included.',
    );
    this.shippedRequests = metrics.counter(
      'aviary_relay_requests_total',
      'Produce requests that the broker has confirmed.',
    );
    this.failures = metrics.counter('aviary_relay_errors_total', 'Attempts to ship that failed.');
    const head = 'The position of the last event of a log.';
    this.tell(metrics, { name: 'aviary_log_head_position', help: head, merge: 'sum' }, ({ head }) => head.position);
    const events = 'Events of a log that are not shipped yet.';
    this.tell(metrics, { name: 'aviary_relay_lag_events', help: events, merge: 'sum' }, lagOf);
    const seconds = 'For how long a log has not been shipped up to its end.';
    this.tell(metrics, { name: 'aviary_relay_lag_seconds', help: seconds, merge: 'max' }, (entry, tenant) =>
      this.secondsOf(tenant, entry),
    );
    const waiting = 'Whether a log could not be shipped when that was last tried; over tenants, how many could not.';
    this.tell(metrics, { name: 'aviary_relay_waiting', help: waiting, merge: 'sum' }, ({ state }) =>
      state === 'waiting' ? 1 : 0,
    );
    status.contribute('relay', () => Promise.resolve(this.relay()));
  }

  /** The tenants whose logs this process has shipped, as far as it knows. */
  get shippedHere(): string[] {
    return [...this.entries].filter(([, { state }]) => state !== 'elsewhere').map(([tenant]) => tenant);
  }

  saw(tenant: string, head: Head, position: number, state: RelayState): void {
    this.entries.set(tenant, { head, position, state, lastError: null });
  }

  shipped(tenant: string, { position, events, requests }: Shipped): void {
    this.shippedEvents.inc(events);
    this.shippedRequests.inc(requests);
    const entry = this.entries.get(tenant);
    if (entry) entry.position = position;
  }

  /** The broker has given an event of the log a place that it had given to another. */
  foundAnew(tenant: string): void {
    this.anew.add(tenant);
  }

  /** The tenants of which that was found since it was last asked. */
  takeAnew(): string[] {
    const found = [...this.anew];
    this.anew.clear();
    return found;
  }

  /** A new epoch was opened by this process. */
  opened(tenant: string, epoch: OpenedBook): void {
    this.epochs.set(tenant, epoch);
  }

  /** @returns whether it is news */
  failed(tenant: string, error: unknown): boolean {
    this.failures.inc();
    const entry = this.entries.get(tenant) ?? {
      head: NO_HEAD,
      position: 0,
      state: 'waiting' as const,
      lastError: null,
    };
    const before = entry.lastError;
    entry.state = 'waiting';
    entry.lastError = error instanceof Error ? error.message : String(error);
    this.entries.set(tenant, entry);
    return entry.lastError !== before;
  }

  private tell(metrics: Metrics, gauge: TenantGauge<never>, valueOf: (entry: Entry, tenant: string) => number): void {
    metrics.gaugePerTenant(gauge, () =>
      [...this.entries].map(([tenant, entry]) => ({ tenant, labels: {}, value: valueOf(entry, tenant) })),
    );
  }

  private secondsOf(tenant: string, { position, head }: Entry): number {
    return this.clock.seconds(tenant, position, head, Date.now());
  }

  private relay(): object[] {
    return [...this.entries].map(([tenant, entry]) => {
      const { position, head, state, lastError } = entry;
      const opened = this.epochs.get(tenant);
      const lines = {
        tenant,
        epoch: head.epoch,
        position,
        head: head.position,
        lag: lagOf(entry),
        lagSeconds: this.secondsOf(tenant, entry),
        state,
        lastError,
      };
      return opened ? { ...lines, opened } : lines;
    });
  }
}

function lagOf({ head, position }: Entry): number {
  return Math.max(0, head.position - position);
}
