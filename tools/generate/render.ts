import { currentName } from '#libs/contracts';
import { type AvroField, bodyFields, personalFields, type SchemaFile } from '#libs/schemas';
import { type Formatter } from './formatter.js';
import { interfaceOf, nestedRecords } from './typescript.js';

export const HEADER = '// Generated from schemas/ by `npm run generate`. Do not edit.\n\n';

/** One declaration of a type, and the services whose bodies name it. */
interface Declaration {
  readonly name: string;
  readonly text: string;
  readonly services: Set<string>;
}

/** The newest version of every event: the one that is written and that code sees. */
function newest(schemas: readonly SchemaFile[]): SchemaFile[] {
  return schemas.filter(({ service, event }, i) => {
    const next = schemas[i + 1];
    return next?.service !== service || next.event !== event;
  });
}

/** @throws Error if one name stands for two shapes */
function declarations(schemas: readonly SchemaFile[]): Declaration[] {
  const found = new Map<string, Declaration>();
  const declare = (service: string, name: string, doc: string | undefined, fields: readonly AvroField[]): void => {
    const text = interfaceOf(name, doc, fields);
    const known = found.get(name) ?? { name, text, services: new Set() };
    if (known.text !== text)
      throw new Error(
        `${name} has another shape in ${service} than in ${[...known.services].join()}: give it another name`,
      );
    found.set(name, known);
    known.services.add(service);
  };
  for (const { service, event, schema } of newest(schemas)) {
    const fields = bodyFields(schema);
    for (const record of nestedRecords(fields)) declare(service, record.name, record.doc, record.fields);
    declare(service, event, schema.doc, fields);
  }
  return [...found.values()];
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A template literal of the schema's text in which the metadata, the same everywhere, is written once. */
function schemaText({ schema }: SchemaFile, meta: string): string {
  const text = escapeTemplate(JSON.stringify(schema));
  return `\`${text.replace(escapeTemplate(meta), () => '${META_FIELD}')}\``;
}

const escapeTemplate = (text: string): string => text.replace(/[\\`]|\$\{/g, (found) => `\\${found}`);

function entryOf(file: SchemaFile, meta: string): string {
  const { service, event, version, schema } = file;
  const pii = JSON.stringify(personalFields(bodyFields(schema)));
  const subject = JSON.stringify(schema.piiSubject ?? null);
  return `{ service: '${service}', event: '${event}', version: ${version}, pii: ${pii}, piiSubject: ${subject}, schema: ${schemaText(file, meta)} },`;
}

function serviceFile(service: string, all: readonly SchemaFile[], types: readonly Declaration[], meta: string): string {
  const own = all.filter((file) => file.service === service);
  const shared = types.filter(({ services }) => services.has(service) && services.size > 1);
  const current = newest(own).filter(({ event }) => currentName(service, event) === event);
  const facts = current.map(({ event }) => `Fact<'${event}', ${event}>`);
  return [
    `import { type Fact } from '#libs/kernel';`,
    `import { type EventType } from '../event-type.js';`,
    `import { META_FIELD } from './meta.js';`,
    shared.length > 0 ? `import { ${shared.map(({ name }) => `type ${name}`).join(', ')} } from './shared.js';` : '',
    ...types.filter(({ services }) => services.size === 1 && services.has(service)).map(({ text }) => `\n${text}`),
    `\n/** Every fact that the log of \`${service}\` can hold. */`,
    `export type ${capitalised(service)}Event = ${facts.join(' | ')};`,
    `\n/** Every version of these, oldest first. */`,
    `export const ${service}Events: readonly EventType[] = [${own.map((file) => entryOf(file, meta)).join('\n')}];`,
  ].join('\n');
}

function indexFile(services: readonly string[], shared: boolean): string {
  return [
    `import { type EventType } from '../event-type.js';`,
    ...services.map((service) => `import { ${service}Events } from './${service}.js';`),
    '',
    `export * from './consumers.js';`,
    ...services.map((service) => `export * from './${service}.js';`),
    shared ? `export * from './shared.js';` : '',
    `\n/** Every version of every event, by service and name, oldest version first. */`,
    `export const catalogue: readonly EventType[] = [${services.map((service) => `...${service}Events`).join(', ')}];`,
  ].join('\n');
}

/**
 * Everything that is generated from the schemas: file name (within the folder of generated files) → text, formatted.
 *
 * @param format as the project does it
 */
export async function render(schemas: readonly SchemaFile[], format: Formatter): Promise<Map<string, string>> {
  const services = [...new Set(schemas.map(({ service }) => service))];
  const types = declarations(schemas);
  const shared = types.filter((type) => type.services.size > 1);
  const meta = JSON.stringify(schemas[0]?.schema.fields[0]);
  const raw = new Map<string, string>([
    ['meta.ts', `/** The first field of every record. */\nexport const META_FIELD = \`${escapeTemplate(meta)}\`;`],
    ['index.ts', indexFile(services, shared.length > 0)],
  ]);
  if (shared.length > 0) raw.set('shared.ts', shared.map(({ text }) => text).join('\n\n'));
  for (const service of services) raw.set(`${service}.ts`, serviceFile(service, schemas, types, meta));
  const formatted = new Map<string, string>();
  for (const [name, text] of [...raw].sort(([a], [b]) => (a < b ? -1 : 1)))
    formatted.set(name, await format(name, HEADER + text));
  return formatted;
}
