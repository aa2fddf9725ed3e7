import { type Metrics } from '#libs/platform';
import { type Applied } from './live.js';

const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
const LABELS = ['projection', 'source'] as const;

/** What is measured of folding: how much comes at once, and what the fold itself takes of the time. */
export class FoldMetrics {
  private readonly events;
  private readonly seconds;

  constructor(metrics: Metrics) {
    const help = 'Events in one live batch of a view.';
    this.events = metrics.histogram('aviary_projection_batch_events', help, LABELS, BATCH_SIZES);
    const fold = 'Time that folding one batch took, without reading and writing.';
    this.seconds = metrics.histogram('aviary_projection_fold_seconds', fold, LABELS);
  }

  applied(projection: string, source: string, { events, foldMs }: Applied): void {
    this.events.observe({ projection, source }, events);
    this.seconds.observe({ projection, source }, foldMs / 1000);
  }
}
