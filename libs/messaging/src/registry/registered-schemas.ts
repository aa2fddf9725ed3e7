import { eventOfSubject } from '#libs/contracts';
import { inParallel } from '../common/in-parallel.js';
import { type RegistryClient } from './registry-client.js';

const CONCURRENCY = 4;

/** One version of an event as a registry holds it. */
export interface HeldSchema {
  readonly service: string;
  readonly event: string;
  readonly version: number;
  readonly text: string;
}

/**
 * Every version of every event of ours that a registry holds.
 *
 * @throws RegistryUnavailableError if it is away
 */
export async function registeredSchemas(client: RegistryClient): Promise<HeldSchema[]> {
  const held: HeldSchema[] = [];
  await inParallel(await client.subjects(), CONCURRENCY, async (subject) => {
    const event = eventOfSubject(subject);
    if (!event) return;
    for (const version of await client.versions(subject)) {
      const text = await client.schemaOf(subject, version);
      if (text !== undefined) held.push({ ...event, version, text });
    }
  });
  return held;
}
