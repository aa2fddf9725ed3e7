import { type EventType, subject as subjectOf } from '#libs/contracts';
import { inParallel } from '../common/in-parallel.js';
import { type RegisteredSchema, type RegistryClient } from './registry-client.js';
import { RegistryRefusedError } from './registry-errors.js';

/** What every subject promises: each version reads what every other one wrote. */
const COMPATIBILITY = 'FULL_TRANSITIVE';
const CONCURRENCY = 4;

/** What keeps a schema out of the registry. It harms no service; tools that ask the registry are misled. */
export interface PublishProblem {
  readonly subject: string;
  readonly version: number;
  /** A sentence. */
  readonly problem: string;
}

/** What was done, by `<service>.<Event>/<version>`, sorted. */
export interface PublishReport {
  readonly registered: string[];
  readonly unchanged: string[];
  readonly problems: PublishProblem[];
}

export interface PublishProgress {
  readonly done: number;
  readonly total: number;
  readonly schema: string;
}

type Outcome = 'registered' | 'unchanged' | PublishProblem;

/** Why the registry does not take a version; undefined if it now does. */
async function obstacle(client: RegistryClient, subject: string, type: EventType): Promise<string | undefined> {
  const present = await client.versions(subject);
  if (present.includes(type.version)) return `The registry holds another schema as version ${type.version}.`;
  try {
    await client.register(subject, type.schema);
    return undefined;
  } catch (error) {
    if (!(error instanceof RegistryRefusedError)) throw error;
    const why = error.status === 409 ? 'it is not compatible with the versions before' : 'it is refused';
    return `The registry does not take it: ${why} (${error.reason}).`;
  }
}

/** Registers one version; those before it must have been registered. */
async function publishVersion(client: RegistryClient, type: EventType): Promise<Outcome> {
  const { service, event, version, schema } = type;
  const subject = subjectOf(service, event);
  const judge = (found: RegisteredSchema): Outcome => {
    const problem = `The registry holds this schema as version ${found.version}, not ${version}.`;
    return found.version === version ? 'unchanged' : { subject, version, problem };
  };
  const before = await client.find(subject, schema);
  if (before) return judge(before);
  const problem = await obstacle(client, subject, type);
  if (!problem) return 'registered';
  // Asked again before anything is reported: services that start at the same time publish at the same time.
  const found = await client.find(subject, schema);
  return found ? judge(found) : { subject, version, problem };
}

/** Sees to it that the subject promises what all of them promise, also if somebody else does so at the same time. */
async function keepCompatible(client: RegistryClient, subject: string, isNew: boolean): Promise<void> {
  if (!isNew && (await client.compatibility(subject)) === COMPATIBILITY) return;
  try {
    await client.setCompatibility(subject, COMPATIBILITY);
  } catch (error) {
    const isDone = error instanceof RegistryRefusedError && (await client.compatibility(subject)) === COMPATIBILITY;
    if (!isDone) throw error;
  }
}

/** Under a subject that is not there yet nothing needs to be asked first; whoever makes it meanwhile makes the same. */
async function publishFirst(client: RegistryClient, subject: string, type: EventType): Promise<Outcome> {
  try {
    await client.register(subject, type.schema);
    return 'registered';
  } catch (error) {
    if (!(error instanceof RegistryRefusedError)) throw error;
    return await publishVersion(client, type);
  }
}

async function publishEvent(
  client: RegistryClient,
  versions: readonly EventType[],
  subjects: ReadonlySet<string>,
  told: (type: EventType, outcome: Outcome) => void,
  report: (problem: PublishProblem) => void,
): Promise<void> {
  const [first] = versions;
  if (!first) return;
  const subject = subjectOf(first.service, first.event);
  const isNew = !subjects.has(subject);
  await keepCompatible(client, subject, isNew);
  for (const [at, type] of versions.entries()) {
    const isNext = isNew && type.version === at + 1;
    told(type, isNext ? await publishFirst(client, subject, type) : await publishVersion(client, type));
  }
  const known = versions.map(({ version }) => version);
  const more = isNew ? [] : (await client.versions(subject)).filter((version) => !known.includes(version));
  for (const version of more)
    report({ subject, version, problem: 'The registry holds it, and this release does not.' });
}

/** `<service>.<Event>` → its versions, oldest first. */
function byEvent(catalogue: readonly EventType[]): Map<string, EventType[]> {
  const events = new Map<string, EventType[]>();
  for (const type of catalogue) {
    const name = `${type.service}.${type.event}`;
    events.set(
      name,
      [...(events.get(name) ?? []), type].sort((a, b) => a.version - b.version),
    );
  }
  return events;
}

/**
 * Brings a registry up to a catalogue of schemas: each event's versions in their order, under a subject that keeps them
 * compatible. Doing it again changes nothing. A registry that holds something else is left as it is, and reported.
 *
 * @throws RegistryUnavailableError if the registry is away; what was registered by then stays
 */
export async function publishSchemas(
  client: RegistryClient,
  catalogue: readonly EventType[],
  onProgress: (progress: PublishProgress) => void = () => {},
): Promise<PublishReport> {
  const report: PublishReport = { registered: [], unchanged: [], problems: [] };
  let done = 0;
  const told = (type: EventType, outcome: Outcome): void => {
    const schema = `${type.service}.${type.event}/${type.version}`;
    if (typeof outcome === 'string') report[outcome].push(schema);
    else report.problems.push(outcome);
    onProgress({ done: ++done, total: catalogue.length, schema });
  };
  const subjects = new Set(await client.subjects());
  await inParallel(byEvent(catalogue).values(), CONCURRENCY, (versions) =>
    publishEvent(client, versions, subjects, told, (problem) => report.problems.push(problem)),
  );
  report.registered.sort();
  report.unchanged.sort();
  report.problems.sort((a, b) => (a.subject < b.subject ? -1 : Number(a.subject > b.subject)));
  return report;
}
