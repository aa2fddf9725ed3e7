import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { type Meta } from '#libs/kernel';
import { type AvroRecord } from '#libs/schemas';
import { findEventType } from './catalogue.js';
import { catalogue } from './generated/index.js';
import { decodeRecord } from './record.js';
import { currentName, inCurrentTerms } from './replaced-events.js';
import { upcast } from './upcasters.js';

interface Written {
  readonly record: string;
  readonly meta: Meta;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Bytes of every version ever released. `npm run generate` adds those of a new one, and nobody changes what is there. */
const corpus = JSON.parse(readFileSync(new URL('./fixtures/corpus.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly Written[]>
>;

/**
 * What is read of a body today: what was said, what that version lacked at its default, and both in today's terms, which may
 * be those of another event.
 */
function today(service: string, { event, schemaVersion }: Meta, body: Written['body']): object {
  const newest = findEventType(service, event);
  const { fields } = JSON.parse(newest?.schema ?? '') as AvroRecord;
  const defaults = fields.slice(1).flatMap((field) => ('default' in field ? [[field.name, field.default]] : []));
  const whole = { ...(Object.fromEntries(defaults) as object), ...body };
  return inCurrentTerms(service, event, upcast(service, event, schemaVersion, newest?.version ?? 0, whole));
}

test('there are bytes of every version of every event', () => {
  const names = catalogue.map(({ service, event, version }) => `${service}.${event}/${version}`);
  expect(Object.keys(corpus).sort()).toEqual(names.sort());
});

test.each(Object.entries(corpus))('%s is read as it was written', (name, all) => {
  const service = name.slice(0, name.indexOf('.'));
  for (const { record, meta, body } of all) {
    const read = decodeRecord(service, Buffer.from(record, 'hex'));
    expect(read.meta).toEqual(meta);
    expect(read.event).toBe(currentName(service, meta.event));
    expect(read.body()).toEqual(today(service, meta, body));
  }
});
