/** `degraded`: serves, but something is late or missing. */
export type State = 'ok' | 'degraded' | 'down';

export interface PartStanding {
  readonly name: string;
  readonly state: State;
  readonly reason?: string;
}

/** A row that a service tells about a log, a relay or a consumer: numbers and names, with a state where it can fail. */
export type StatusRow = Readonly<Record<string, unknown>> & { readonly state?: string; readonly reason?: string };

/** What one service told, or that it could not be asked. */
export interface ServiceReport {
  readonly service: string;
  readonly state: State;
  readonly parts: Readonly<Record<string, { state: State; reason?: string }>>;
  readonly sections: Readonly<Record<string, readonly StatusRow[]>>;
  readonly reason?: string;
}

export interface Standing {
  readonly state: State;
  readonly at: string;
  readonly parts: readonly PartStanding[];
  readonly services: readonly PartStanding[];
  readonly sections: Readonly<Record<string, readonly StatusRow[]>>;
  /** Every trouble in one line, so that nobody has to search. */
  readonly degraded: readonly string[];
}

const FINE = new Set(['ok', 'live', 'idle', 'shipping', 'elsewhere']);

/** Every service goes on without these for a while, and catches up later. */
const DISPENSABLE = new Set(['kafka', 'registry']);

/** One picture of the whole out of what its parts and services told. */
export function standingOf(parts: readonly PartStanding[], reports: readonly ServiceReport[], at: number): Standing {
  const services = reports.map(({ service: name, state, reason }) => ({ name, state, ...(reason ? { reason } : {}) }));
  const sections: Record<string, StatusRow[]> = {};
  for (const report of reports)
    for (const [section, rows] of Object.entries(report.sections))
      (sections[section] ??= []).push(...rows.map((row) => ({ service: report.service, ...row })));
  const degraded = [...parts, ...services].filter(({ state }) => state !== 'ok').map(sentence);
  for (const report of reports) degraded.push(...troublesOf(report));
  const down = [...parts, ...services].some(({ name, state }) => state === 'down' && !DISPENSABLE.has(name));
  const state = down ? 'down' : degraded.length > 0 ? 'degraded' : 'ok';
  return { state, at: new Date(at).toISOString(), parts, services, sections, degraded };
}

function sentence({ name, state, reason }: PartStanding): string {
  return reason === undefined ? `${name} is ${state}` : `${name} is ${state}: ${reason}`;
}

function troublesOf({ service, parts, sections }: ServiceReport): string[] {
  const ofParts = Object.entries(parts)
    .filter(([, { state }]) => state !== 'ok')
    .map(([name, health]) => `${service}: ${sentence({ name, ...health })}`);
  const ofRows = Object.entries(sections).flatMap(([section, rows]) =>
    rows
      .filter(({ state }) => state !== undefined && !FINE.has(state))
      .map((row) => `${service}: ${section} ${nameOf(row)} is ${row.state}${row.reason ? `: ${row.reason}` : ''}`),
  );
  return [...ofParts, ...ofRows];
}

const nameOf = (row: StatusRow): string =>
  ['tenant', 'consumer', 'subscriber', 'reactor', 'projection', 'source']
    .flatMap((key) => (typeof row[key] === 'string' ? [`${key} ${row[key]}`] : []))
    .join(', ');
