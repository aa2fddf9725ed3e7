import { Injectable, Inject } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { SERVICE_CONFIG, type ServiceConfig } from './config.js';
import { TenantLabels, type TenantReading } from './tenant-labels.js';

let ofProcess: Registry | undefined;

/**
 * Memory, CPU, garbage collection and event loop lag belong to the process, not to a service, and are measured once,
 * however many services live in it.
 */
function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** From a millisecond to ten seconds: what requests and commands take. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface TenantGauge<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly L[];
  readonly merge: 'sum' | 'max';
}

/**
 * The measurements of one service, in the words of Prometheus. A name that was asked for before gives the same
 * instrument again. Names begin with `aviary_`; the label `service` is added to all.
 */
@Injectable()
export class Metrics {
  /** Which tenants have a label of their own. */
  readonly tenants: TenantLabels;
  private readonly registry = new Registry();

  constructor(@Inject(SERVICE_CONFIG) config: ServiceConfig) {
    this.tenants = new TenantLabels(config.measuredTenants);
    this.registry.setDefaultLabels({ service: config.service });
    processRegistry();
  }

  /** Something that only grows; the name ends in `_total`. */
  counter<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return this.once(name, () => new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] }));
  }

  /**
   * Something that goes up and down.
   *
   * @param collect sets the value when the measurements are asked for
   */
  gauge<L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L> {
    return this.once(
      name,
      () =>
        new Gauge({
          name,
          help,
          labelNames: [...labelNames],
          registers: [this.registry],
          ...(collect === undefined
            ? {}
            : {
                collect: async function (this: Gauge<L>) {
                  await collect(this);
                },
              }),
        }),
    );
  }

  /**
   * Something of each tenant that goes up and down; tenants without a label of their own are merged. It has the label
   * `tenant` and those of its readings.
   *
   * @param merge `sum` for what is counted, `max` for what is late
   * @param read when the measurements are asked for
   */
  gaugePerTenant<L extends string = never>(
    { name, help, labels = [], merge }: TenantGauge<L>,
    read: () => readonly TenantReading<Record<L, string>>[] | Promise<readonly TenantReading<Record<L, string>>[]>,
  ): void {
    this.gauge<L | 'tenant'>(name, help, [...labels, 'tenant'], async (gauge) => {
      gauge.reset();
      for (const reading of this.tenants.merged(await read(), merge))
        gauge.set({ ...reading.labels, tenant: reading.tenant }, reading.value);
    });
  }

  /**
   * A distribution; by default of seconds, the name then ends in `_seconds`.
   *
   * @param buckets the upper bounds that are counted
   */
  histogram<L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    buckets: readonly number[] = SECONDS,
  ): Histogram<L> {
    return this.once(
      name,
      () =>
        new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers: [this.registry] }),
    );
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Everything measured, in the text format of Prometheus. */
  async text(): Promise<string> {
    return `${await this.registry.metrics()}\n${await processRegistry().metrics()}`;
  }

  private once<T>(name: string, make: () => T): T {
    return (this.registry.getSingleMetric(name) as T | undefined) ?? make();
  }
}
