import { isDeepStrictEqual } from 'node:util';
import { type Problem } from '../avro/schema.js';
import { bodyFields, eventName, isRecord, type SchemaFile } from '../schema-file.js';
import { lintFields } from './fields.js';
import { FROZEN_META } from './frozen-meta.js';
import { lintPersonal } from './personal-data.js';

/** A rule of `schemas/README.md` that a schema breaks. */
export interface LintProblem extends Problem {
  /** `tasks.TaskCreated`; of a file that lies where none may, its path. */
  readonly event: string;
  readonly version: number;
}

/** What is wrong with one schema. */
type Rule = (file: SchemaFile) => Problem[];

const place: Rule = ({ service, event, schema }) =>
  [
    ...(schema.name === event ? [] : [`the record is named ${schema.name}, but its folder ${event}`]),
    ...(schema.namespace === `aviary.${service}` ? [] : [`the namespace must be aviary.${service}`]),
    ...(schema.doc ? [] : ['the record needs a doc']),
  ].map((reason) => ({ path: '', reason }));

function metaProblem({ schema }: SchemaFile): string | undefined {
  const [meta] = schema.fields;
  if (meta?.name !== 'meta' || !isRecord(meta.type)) return 'the first field must be the record meta';
  const { name, namespace, fields } = meta.type;
  if (name !== 'Meta' || namespace !== 'aviary') return 'the record must be named aviary.Meta';
  const bare = fields.map((field) => ({
    name: field.name,
    type: field.type,
    ...('default' in field ? { default: field.default } : {}),
  }));
  return isDeepStrictEqual(bare, FROZEN_META) ? undefined : 'it is frozen, what is new goes into ext';
}

const frozenMeta: Rule = (file) => {
  const reason = metaProblem(file);
  return reason ? [{ path: 'meta', reason }] : [];
};

/** Also in its docs, so that the generated text can name it once. */
function sameMeta(schemas: readonly SchemaFile[]): LintProblem[] {
  const [model] = schemas.filter((file) => !metaProblem(file));
  const text = JSON.stringify(model?.schema.fields[0]);
  return schemas
    .filter((file) => model && JSON.stringify(file.schema.fields[0]) !== text)
    .map((file) => problemOf(file, { path: 'meta', reason: `it must be the same to the letter as in ${model?.file}` }));
}

const problemOf = (file: SchemaFile, problem: Problem): LintProblem => ({
  event: eventName(file),
  version: file.version,
  ...problem,
});

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
 */
export function lintSchemas(schemas: readonly SchemaFile[]): LintProblem[] {
  const single = schemas.flatMap((file) => rules.flatMap((rule) => rule(file).map((found) => problemOf(file, found))));
  return [...single, ...sameMeta(schemas)];
}
