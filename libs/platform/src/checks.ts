import { Injectable } from '@nestjs/common';

/** What `aviary verify` can look after: a log's own chain, what was shipped of it, and the money in it. */
export const CHECKS = ['chain', 'topics', 'money'] as const;
export type CheckName = (typeof CHECKS)[number];

/** What a check has found. */
export interface CheckReport {
  /** How many events were looked at. */
  readonly events: number;
  /** The first thing that is wrong, in a sentence that names the place; null if nothing is. */
  readonly wrong: string | null;
}

/** Checks one tenant from the beginning; it writes nothing. */
export type Check = (tenant: string) => Promise<CheckReport>;

/** The checks that the parts of a service know how to make. */
@Injectable()
export class CheckRegistry {
  private readonly checks = new Map<CheckName, Check>();

  contribute(name: CheckName, check: Check): void {
    if (this.checks.has(name)) throw new Error(`Two parts of a service make the check "${name}".`);
    this.checks.set(name, check);
  }

  /** Those that this service can make. */
  get names(): CheckName[] {
    return CHECKS.filter((name) => this.checks.has(name));
  }

  /** Undefined if this service has no such check. */
  find(name: CheckName): Check | undefined {
    return this.checks.get(name);
  }
}
