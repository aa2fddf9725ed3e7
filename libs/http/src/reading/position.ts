import { invalid } from '#libs/kernel';

/** A place in the log of a service. */
export interface Position {
  readonly service: string;
  readonly epoch: number;
  readonly position: number;
}

export const POSITION_HEADER = 'Aviary-Position';
const MOST_ENTRIES = 20;
const ENTRY = /^([a-z]{2,30})=([1-9]\d{0,8})\.(\d{1,15})$/;

const isLater = (one: Position, other: Position): boolean =>
  one.epoch > other.epoch || (one.epoch === other.epoch && one.position > other.position);

/**
 * Reads `tasks=1.4711, accounting=1.12`: for each service the latest place that is named.
 *
 * @throws DomainError `invalid-position`
 */
export function parsePositions(header: string): Position[] {
  const entries = header.split(',').map((entry) => ENTRY.exec(entry.trim()));
  const latest = new Map<string, Position>();
  for (const entry of entries) {
    if (entry === null || entries.length > MOST_ENTRIES)
      throw invalid('invalid-position', `${POSITION_HEADER} is written as tasks=1.4711, accounting=1.12.`, {
        field: POSITION_HEADER,
      });
    const [, service = '', epoch, position] = entry;
    const named = { service, epoch: Number(epoch), position: Number(position) };
    const known = latest.get(service);
    if (known === undefined || isLater(named, known)) latest.set(service, named);
  }
  return [...latest.values()];
}
