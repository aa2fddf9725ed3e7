import { catalogue, type EventType, subject } from '#libs/contracts';
import { canonicalJson } from '#libs/kernel';
import { checkSchemas } from '#libs/schemas';
import { testParts } from '#libs/testing';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { publishSchemas } from './publish-schemas.js';
import { registeredSchemas } from './registered-schemas.js';
import { RegistryClient } from './registry-client.js';

const { registry } = testParts();
let client = new RegistryClient(registry.url);
let prefix = '';
let count = 0;

// A client knows what it once saw: each test starts with an ignorant one, and on subjects that nobody else has.
beforeEach(() => {
  client = new RegistryClient(registry.url);
  prefix = `spec${process.pid}n${++count}`;
});

/** The real events of a service, under names of this test. */
function renamed(service: string): EventType[] {
  return catalogue
    .filter((type) => type.service === service)
    .map((type) => ({
      ...type,
      service: `${prefix}${service}`,
      schema: type.schema.replaceAll(`"aviary.${service}"`, `"aviary.${prefix}${service}"`),
    }));
}

interface Schema {
  doc: string;
  fields: { name: string; type: unknown; default?: unknown }[];
}

function changed(type: EventType, change: (schema: Schema) => void): EventType {
  const schema = JSON.parse(type.schema) as Schema;
  change(schema);
  return { ...type, schema: JSON.stringify(schema) };
}

const nameOf = (type: EventType): string => `${type.service}.${type.event}/${type.version}`;
const subjectOf = (type: EventType): string => subject(type.service, type.event);
const first = (service: string): EventType => renamed(service)[0] as EventType;

describe('publishing', () => {
  test('registers all schemas, tells how far it is, and does nothing the second time', async () => {
    const all = [...renamed('tasks'), ...renamed('auth')];
    const told: number[] = [];
    const report = await publishSchemas(client, all, ({ done, total }) => told.push(done / total));
    expect(report).toEqual({ registered: all.map(nameOf).sort(), unchanged: [], problems: [] });
    expect(told).toEqual(all.map((_, i) => (i + 1) / all.length));
    const again = await publishSchemas(new RegistryClient(registry.url), all);
    expect(again).toEqual({ registered: [], unchanged: all.map(nameOf).sort(), problems: [] });
  });

  test('of two that do it at once, both succeed, and every schema is there once', async () => {
    const all = renamed('accounting');
    const reports = await Promise.all([all, all].map((each) => publishSchemas(new RegistryClient(registry.url), each)));
    for (const { problems } of reports) expect(problems).toEqual([]);
    for (const type of all) expect(await client.versions(subjectOf(type))).toEqual([1]);
  });

  test('every subject keeps its versions compatible both ways, also if somebody had turned that off', async () => {
    const type = first('keeper');
    await publishSchemas(client, [type]);
    expect(await client.compatibility(subjectOf(type))).toBe('FULL_TRANSITIVE');
    await client.setCompatibility(subjectOf(type), 'NONE');
    await publishSchemas(client, [type]);
    expect(await client.compatibility(subjectOf(type))).toBe('FULL_TRANSITIVE');
  });

  test('versions are registered in their order, whatever order they come in', async () => {
    const one = first('links');
    const two = {
      ...changed(one, ({ fields }) => fields.push({ name: 'more', type: ['null', 'string'], default: null })),
      version: 2,
    };
    expect(await publishSchemas(client, [two, one])).toMatchObject({
      registered: [nameOf(one), nameOf(two)],
      problems: [],
    });
    expect(await client.find(subjectOf(two), two.schema)).toMatchObject({ version: 2 });
  });
});

describe('what is read back by its id', () => {
  test('says the same, although its members come in another order', async () => {
    const all = [...renamed('auth'), ...renamed('tenants')];
    await publishSchemas(client, all);
    for (const type of all) {
      const found = await client.find(subjectOf(type), type.schema);
      const text = await client.schemaById(found?.id ?? 0);
      // Docs, logical types and the marks of personal fields included.
      expect(canonicalJson(JSON.parse(text ?? ''))).toBe(canonicalJson(JSON.parse(type.schema)));
    }
  });

  test('an id that nobody was given stands for nothing', async () => {
    expect(await client.schemaById(2 ** 31 - 1)).toBeUndefined();
  });
});

describe('a registry that disagrees is left as it is, and reported', () => {
  test('it holds another schema as that version', async () => {
    const type = first('links');
    await client.register(subjectOf(type), changed(type, ({ fields }) => fields.pop()).schema);
    expect(await publishSchemas(client, [type])).toEqual({
      registered: [],
      unchanged: [],
      problems: [{ subject: subjectOf(type), version: 1, problem: 'The registry holds another schema as version 1.' }],
    });
    expect(await client.versions(subjectOf(type))).toEqual([1]);
  });

  test('it holds the schema as another version', async () => {
    const type = first('links');
    await client.register(subjectOf(type), changed(type, ({ fields }) => fields.pop()).schema);
    await client.register(subjectOf(type), type.schema);
    const { problems } = await publishSchemas(client, [type]);
    expect(problems).toMatchObject([
      { version: 1, problem: 'The registry holds this schema as version 2, not 1.' },
      { version: 2, problem: 'The registry holds it, and this release does not.' },
    ]);
  });

  test('it holds a version that this release does not know', async () => {
    const one = first('links');
    const two = changed(one, ({ fields }) => fields.push({ name: 'more', type: ['null', 'string'], default: null }));
    await publishSchemas(client, [one, { ...two, version: 2 }]);
    expect(await publishSchemas(client, [one])).toEqual({
      registered: [],
      unchanged: [nameOf(one)],
      problems: [{ subject: subjectOf(one), version: 2, problem: 'The registry holds it, and this release does not.' }],
    });
  });

  test('a version that old readers cannot read is not taken, and the others are', async () => {
    const [one, other] = [first('keeper'), first('analytics')];
    const two = { ...changed(one, ({ fields }) => fields.push({ name: 'more', type: 'long' })), version: 2 };
    const report = await publishSchemas(client, [one, two, other]);
    expect(report.registered).toEqual([nameOf(other), nameOf(one)].sort());
    expect(report.problems).toMatchObject([{ subject: subjectOf(two), version: 2 }]);
    expect(report.problems[0]?.problem).toMatch(/does not take it: it is not compatible with the versions before \(/);
  });
});

test('what a registry holds of ours is told, each version with its text', async () => {
  const type = first('tenants');
  await publishSchemas(client, [type]);
  const held = await registeredSchemas(client);
  const { service, event } = type;
  const ours = held.filter((each) => each.service === service);
  expect(ours).toMatchObject([{ service, event, version: 1 }]);
  expect(canonicalJson(JSON.parse(ours[0]?.text ?? ''))).toBe(canonicalJson(JSON.parse(type.schema)));
});

test('a registry takes what would be read as another number, and we do not', async () => {
  const price = (scale: number, version: number): EventType => ({
    ...changed(first('links'), ({ fields }) =>
      fields.push({ name: 'price', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale } }),
    ),
    version,
  });
  const both = [price(2, 1), price(4, 2)];
  expect(await publishSchemas(client, both)).toMatchObject({ registered: both.map(nameOf), problems: [] });
  const files = both.map(({ schema, ...type }) => ({ ...type, file: nameOf({ ...type, schema }), text: schema }));
  expect(checkSchemas({ files, misplaced: [] }).breaks).toMatchObject([
    { path: 'price', reason: expect.stringContaining('version 1 means decimal(9, 2) by the same bytes') as unknown },
    { path: 'price', reason: expect.stringContaining('(new with old)') as unknown },
  ]);
});
