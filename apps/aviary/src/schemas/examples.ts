import fs from 'node:fs';
import path from 'node:path';
import { findEventType, withEpochTimes } from '#libs/contracts';
import { SERVICES_WITH_LOG } from '#libs/platform';
import { type ServiceClient } from '../cli/service-client.js';

/** An event as the services' logs tell it to people: decoded, with what is personal masked. */
interface EventView {
  readonly service: string;
  readonly event: string;
  readonly recordedAs: string;
  readonly schemaVersion: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

/** `meta` and body, in the shape of the record. */
interface Example {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** By `<service>.<Event>`. */
export type Examples = Readonly<Record<string, Example>>;

const PAGE = 200;
/** What an event looks like is seen early in a log. */
const PAGES = 10;

/** How much an example shows. */
const told = ({ body }: Pick<Example, 'body'>): number =>
  (JSON.stringify(body).match(/:/g) ?? []).length - (JSON.stringify(body).match(/:null/g) ?? []).length;

function exampleOf(
  { service, body, occurredAt, recordedAt, recordedAs: _, ...meta }: EventView,
  tenant: string,
): Example {
  const times = { occurredAt: Date.parse(occurredAt), recordedAt: Date.parse(recordedAt) };
  const shape = findEventType(service, meta.event);
  // Moments are told as text, and the schemas have them as numbers.
  const written = shape ? (withEpochTimes(shape, body) as Example['body']) : body;
  return { meta: { tenant, ...meta, ...times }, body: written };
}

/**
 * Looks through the beginning of every log of a tenant for the event of each name, in its newest version, that says most.
 *
 * @throws ProblemError if the services refuse
 */
export async function collectExamples(client: ServiceClient, tenant: string): Promise<Examples> {
  const found: Record<string, Example> = {};
  for (const service of SERVICES_WITH_LOG) {
    for (let page = 0, after = 0; page < PAGES; page++) {
      const query = `service=${service}&after=${after}&limit=${PAGE}`;
      const { items } = await client<{ items: EventView[] }>('keeper', `/api/ops/events?${query}`);
      for (const view of items) {
        if (view.recordedAs !== view.event) continue;
        if (findEventType(service, view.event)?.version !== view.schemaVersion) continue;
        const [name, example] = [`${service}.${view.event}`, exampleOf(view, tenant)];
        if (!found[name] || told(example) > told(found[name])) found[name] = example;
      }
      after = Number(items.at(-1)?.['position'] ?? after);
      if (items.length < PAGE) break;
    }
  }
  return found;
}

/**
 * Writes examples into the checkout; those that are there stay where there is no other.
 *
 * @returns how many there are now
 */
export function writeExamples(checkout: string, examples: Examples): number {
  const file = path.join(checkout, 'schemas/examples.json');
  const present = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as Examples) : {};
  const all = Object.entries({ ...present, ...examples }).sort(([a], [b]) => (a < b ? -1 : 1));
  fs.writeFileSync(file, `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`);
  return all.length;
}
