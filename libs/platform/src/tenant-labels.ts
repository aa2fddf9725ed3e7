/** The label of all tenants that have none of their own. No tenant can have this name. */
export const OTHER_TENANTS = '_other';

/** A number for each tenant, and by what else it is told apart. */
export interface TenantReading<Labels extends object> {
  readonly tenant: string;
  readonly labels: Labels;
  readonly value: number;
}

/**
 * Which tenants have a label of their own in measurements: the first so many, and those stay. Each label is a time series
 * in whatever collects the measurements, and a company more must not cost it hundreds. The status names every tenant.
 */
export class TenantLabels {
  private readonly own = new Set<string>();

  /** @param most how many tenants get their own label */
  constructor(private readonly most: number) {}

  /** The tenant's label: its name, or `OTHER_TENANTS`. */
  of(tenant: string): string {
    if (this.own.has(tenant)) return tenant;
    if (this.own.size >= this.most) return OTHER_TENANTS;
    this.own.add(tenant);
    return tenant;
  }

  /**
   * What to show of readings: each with its label, and those of all others as one.
   *
   * @param merge `sum` for what is counted, `max` for what is late
   */
  merged<Labels extends object>(
    readings: readonly TenantReading<Labels>[],
    merge: 'sum' | 'max',
  ): TenantReading<Labels>[] {
    const shown = new Map<string, TenantReading<Labels>>();
    for (const { tenant, labels, value } of readings) {
      const label = this.of(tenant);
      const key = JSON.stringify([label, ...Object.values(labels)]);
      const known = shown.get(key)?.value ?? 0;
      shown.set(key, { tenant: label, labels, value: merge === 'sum' ? known + value : Math.max(known, value) });
    }
    return [...shown.values()];
  }
}
