import { Injectable, Logger } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** `degraded`: serves, but something is late or missing. `down`: cannot serve. */
export type HealthState = 'ok' | 'degraded' | 'down';

export interface Health {
  state: HealthState;
  /** A sentence for whoever operates the system. */
  reason?: string;
}

export interface HealthReport {
  /** The worst of the parts. */
  state: HealthState;
  parts: Record<string, Health>;
}

const PATIENCE_MS = 2_000;
const ORDER: readonly HealthState[] = ['ok', 'degraded', 'down'];

/** What a service depends on, each part with a check of its own. */
@Injectable()
export class HealthRegistry {
  private readonly log = new Logger(HealthRegistry.name);
  private readonly checks = new Map<string, () => Promise<Health>>();

  constructor(metrics: Metrics) {
    const help = 'How the service stands with what it depends on: 0 ok, 1 degraded, 2 down.';
    metrics.gauge('aviary_health', help, ['part'], async (gauge) => {
      gauge.reset();
      const { parts } = await this.report();
      for (const [part, { state }] of Object.entries(parts)) gauge.set({ part }, ORDER.indexOf(state));
    });
  }

  /**
   * Adds a part, or replaces the one of that name.
   *
   * @returns takes it out again
   */
  register(name: string, check: () => Promise<Health>): () => void {
    this.checks.set(name, check);
    return () => {
      if (this.checks.get(name) === check) this.checks.delete(name);
    };
  }

  /** Asks all parts at the same time. One that throws, or does not answer within two seconds, is down. */
  async report(): Promise<HealthReport> {
    const named = await Promise.all(
      [...this.checks].map(async ([name, check]) => [name, await this.ask(name, check)] as const),
    );
    const states = named.map(([, health]) => ORDER.indexOf(health.state));
    return { state: ORDER[Math.max(0, ...states)] ?? 'down', parts: Object.fromEntries(named) };
  }

  private async ask(name: string, check: () => Promise<Health>): Promise<Health> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Health>((resolve) => {
      timer = setTimeout(
        () => resolve({ state: 'down', reason: 'It did not answer within two seconds.' }),
        PATIENCE_MS,
      );
    });
    try {
      return await Promise.race([check(), late]);
    } catch (error) {
      this.log.warn({ part: name, err: error }, 'a health check failed');
      return { state: 'down', reason: 'Its check failed; the log says why.' };
    } finally {
      clearTimeout(timer);
    }
  }
}
