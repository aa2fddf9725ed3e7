import { type PartsOptions } from '#tools/parts';

/** How an installation of this machine is to be started. */
export interface UpOptions {
  readonly home?: string;
  /** Each service as a process of its own. */
  readonly split?: boolean;
  /** Begin anew: all data, logs and secrets are deleted first. */
  readonly fresh?: boolean;
  /** The gateway's port; 0 takes any free one. */
  readonly port?: number;
  readonly partPorts?: PartsOptions['ports'];
  readonly tenant?: string;
  readonly logLevel?: string;
  /** False leaves the tenant empty but for its logins. */
  readonly seed?: boolean;
  /** How many days of history the demo company gets; all of it by default. */
  readonly seedDays?: number;
  /** Told what is going on, a line at a time. */
  readonly log: (line: string) => void;
}
