import { type Metrics } from '#libs/platform';
import { type Wanted } from './act-runner.js';

/** What this process is at, or will be. */
export interface AtWork {
  readonly wanted: Wanted;
  readonly ended: Promise<void>;
  /** Events, as far as is known. */
  readonly done: number;
  readonly total: number;
}

/** @returns counts events that were folded */
export function measureActs(
  metrics: Metrics,
  atWork: () => readonly AtWork[],
): (wanted: Pick<Wanted, 'view'>, events: number) => void {
  const readings = (value: (each: AtWork) => number) => () =>
    atWork().map((each) => ({
      tenant: each.wanted.tenant,
      labels: { projection: each.wanted.view.id },
      value: value(each),
    }));
  const running = 'Rebuilds, rollbacks and comparisons of views under way in this process.';
  metrics.gaugePerTenant(
    { name: 'aviary_rebuilds_running', help: running, labels: ['projection'], merge: 'sum' },
    readings(() => 1),
  );
  const left = 'Events that are left to rebuilds, rollbacks and comparisons of views.';
  metrics.gaugePerTenant(
    { name: 'aviary_rebuild_events_left', help: left, labels: ['projection'], merge: 'sum' },
    readings(({ done, total }) => Math.max(0, total - done)),
  );
  const help = 'Events that rebuilds, rollbacks and comparisons of views have folded or passed over.';
  const events = metrics.counter('aviary_rebuild_events_total', help, ['projection']);
  return ({ view }, count) => events.inc({ projection: view.id }, count);
}

/** How it stands, for `aviary status`. */
export function statusOf({ wanted: { tenant, view, act, origin }, done, total }: AtWork): object {
  return { projection: view.id, tenant, act, origin, done, total };
}
