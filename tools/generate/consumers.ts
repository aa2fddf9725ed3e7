import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { formerNames } from '#libs/contracts';
import { handlersOf } from '#libs/messaging';
import { type Projection } from '#libs/projections';

/** Every log has it, and everybody who reads a log follows it. */
const EPOCH = 'LogEpochOpened';

/** Beside this code, so that sources are looked through where it runs from source, and built files where it is built. */
const here = fileURLToPath(import.meta.url);
const code = path.resolve(path.dirname(here), '../..');
const declares = new RegExp(`\\.(projection|reactor)\\${path.extname(here)}$`);

function declaringFiles(): string[] {
  const files = fs.readdirSync(path.join(code, 'apps'), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => declares.test(file)).map((file) => path.join(code, 'apps', file));
}

const isProjection = (value: unknown): value is Projection =>
  typeof value === 'object' && value !== null && 'sources' in value && value.sources instanceof Map;

/** `tasks.TaskCreated` → who reads it: views `tasks.task_list` and reactors `accounting.post-entries`, sorted. */
export type Consumers = ReadonlyMap<string, readonly string[]>;

function subscriptionsOf(exported: unknown): { consumer: string; source: string; event: string }[] {
  if (isProjection(exported))
    return [...exported.sources].flatMap(([source, events]) =>
      [...events].map((event) => ({ consumer: `${exported.service}.${exported.name}`, source, event })),
    );
  if (typeof exported !== 'function') return [];
  return handlersOf(exported.prototype as object).map(({ reactor, source, event }) => ({
    consumer: reactor,
    source,
    event,
  }));
}

/** Finds out from the code of the apps who reads which event. */
export async function findConsumers(): Promise<Consumers> {
  const found = new Map<string, Set<string>>();
  const note = (event: string, consumer: string) => found.set(event, (found.get(event) ?? new Set()).add(consumer));
  for (const file of declaringFiles()) {
    const exports = Object.values((await import(pathToFileURL(file).href)) as Record<string, unknown>);
    for (const { consumer, source, event } of exports.flatMap(subscriptionsOf)) {
      for (const name of [event, ...formerNames(source, event)]) note(`${source}.${name}`, consumer);
      note(`${source}.${EPOCH}`, consumer);
    }
  }
  const sorted = [...found].map(([event, consumers]) => [event, [...consumers].sort()] as const);
  return new Map(sorted.sort(([a], [b]) => (a < b ? -1 : 1)));
}
