import { type Status } from './facts.js';

const TENANT = 'popug';
const LEDGER = 'accounting.post-entries';

/** How far behind the log of tasks they are, in events. */
export interface Lags {
  /** What Kafka does not have yet. */
  readonly relay: number;
  /** What the ledger has not worked up yet. */
  readonly ledger: number;
}

/** @returns undefined as long as the one or the other is not told, as while a consumer finds its broker again */
export function lagsOf({ sections }: Status): Lags | undefined {
  const relay = sections.relay.find(({ service, tenant }) => service === 'tasks' && tenant === TENANT);
  const ledger = sections.consumers.find(({ subscriber, tenant }) => subscriber === LEDGER && tenant === TENANT);
  if (!relay || !ledger) return undefined;
  // A consumer knows the end of its topic only, which stands still without a relay: hence the head of the log.
  return { relay: relay.head - relay.position, ledger: relay.head - ledger.position };
}

export const lagText = ({ relay, ledger }: Lags): string =>
  `behind the log of tasks: the relay to Kafka by ${relay}, the ledger by ${ledger}`;
