import { isDeepStrictEqual } from 'node:util';
import { FROZEN_META } from './frozen-meta.js';
import { lintFields } from './lint-fields.js';
import { lintPersonal } from './lint-personal.js';
import { lintVersions } from './lint-versions.js';
import { bodyFields, isRecord, type SchemaFile } from './schema.js';

/** What is wrong with one schema, a sentence each. */
type Rule = (file: SchemaFile) => string[];

const place: Rule = ({ service, event, schema }) => [
  ...(schema.type === 'record' ? [] : ['it must be a record']),
  ...(schema.name === event ? [] : [`the record is named ${schema.name}, but its folder ${event}`]),
  ...(schema.namespace === `aviary.${service}` ? [] : [`the namespace must be aviary.${service}`]),
  ...(schema.doc ? [] : ['the record needs a doc']),
];

const frozenMeta: Rule = ({ schema }) => {
  const [meta] = schema.fields;
  if (meta?.name !== 'meta' || !isRecord(meta.type)) return ['the first field must be the record meta'];
  const { name, namespace, fields } = meta.type;
  if (name !== 'Meta' || namespace !== 'aviary') return ['meta: the record must be named aviary.Meta'];
  const bare = fields.map((field) => ({
    name: field.name,
    type: field.type,
    ...('default' in field ? { default: field.default } : {}),
  }));
  return isDeepStrictEqual(bare, FROZEN_META) ? [] : ['meta: it is frozen, what is new goes into ext'];
};

/** Also in its docs, so that the generated text can name it once. */
function sameMeta(schemas: readonly SchemaFile[]): string[] {
  const first = JSON.stringify(schemas[0]?.schema.fields[0]);
  return schemas
    .filter(({ schema }) => JSON.stringify(schema.fields[0]) !== first)
    .map(({ file }) => `${file}: meta: it must be the same to the letter as in ${schemas[0]?.file}`);
}

const rules: readonly Rule[] = [
  place,
  frozenMeta,
  ({ service, schema }) => lintFields(bodyFields(schema), `aviary.${service}`),
  ({ schema }) => lintPersonal(schema),
];

/**
 * Checks the rules that keep the contract open for change (everything may become unknown but ids, amounts and times) and
 * personal data sealed.
 *
 * @param schemas sorted by service, event and version
 * @returns a sentence for each breach, beginning with the file
 */
export function lintSchemas(schemas: readonly SchemaFile[]): string[] {
  const single = schemas.flatMap((file) =>
    rules.flatMap((rule) => rule(file).map((problem) => `${file.file}: ${problem}`)),
  );
  return [...single, ...sameMeta(schemas), ...lintVersions(schemas)];
}
