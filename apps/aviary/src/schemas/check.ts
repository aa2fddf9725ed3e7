import path from 'node:path';
import { eventConsumers } from '#libs/contracts';
import { registeredSchemas, RegistryClient, RegistryUnavailableError } from '#libs/messaging';
import { type Baseline, checkSchemas, readSchemas, type SchemaCheck, schemaText } from '#libs/schemas';
import { findRunning, NotRunningError } from '../local/running.js';
import { gitBaselines } from './git-baseline.js';

/** What to compare with. */
export interface CheckSources {
  /** The checkout whose schemas are judged. */
  readonly folder: string;
  /** A commit, instead of where this branch left the main line. */
  readonly base?: string | undefined;
  /** A registry's address; none: that of the running installation, if one runs; false: no registry at all. */
  readonly registry?: string | false | undefined;
  readonly home: string;
}

interface Registered {
  readonly baselines: readonly Baseline[];
  readonly note?: string;
}

function registryOf({ registry, home }: CheckSources): string | undefined {
  if (registry !== undefined) return registry || undefined;
  try {
    return findRunning(home).parts.registry.url;
  } catch (error) {
    if (error instanceof NotRunningError) return undefined;
    throw error;
  }
}

async function fromRegistry(sources: CheckSources): Promise<Registered> {
  const url = registryOf(sources);
  if (url === undefined)
    return sources.registry === false
      ? { baselines: [] }
      : { baselines: [], note: 'Not compared with a schema registry: none runs here ("--registry" names one).' };
  try {
    const held = await registeredSchemas(new RegistryClient(url));
    const files = held.flatMap(
      ({ service, event, version, text }) => schemaText(`${service}/${event}/${version}.avsc`, text) ?? [],
    );
    return { baselines: [{ holder: 'registry', files }] };
  } catch (error) {
    if (!(error instanceof RegistryUnavailableError)) throw error;
    return { baselines: [], note: `Not compared with a schema registry: ${error.message}` };
  }
}

/**
 * Judges the schemas of a checkout by themselves, against what git says is released, and against a registry if one answers.
 *
 * @returns what was found, and a sentence for each thing that could not be compared
 * @throws UnknownCommitError
 */
export async function checkCheckout(sources: CheckSources): Promise<{ check: SchemaCheck; notes: string[] }> {
  const found = readSchemas(path.join(sources.folder, 'schemas'));
  const texts = new Map(found.files.map(({ file, text }) => [file, text]));
  const git = gitBaselines(sources.folder, texts, sources.base);
  const registry = await fromRegistry(sources);
  const baselines = [...git.baselines, ...registry.baselines];
  return {
    check: checkSchemas(found, { baselines, consumers: eventConsumers }),
    notes: [git.note, registry.note].filter((note) => note !== undefined),
  };
}
