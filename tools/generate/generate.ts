import fs from 'node:fs';
import path from 'node:path';
import { checkSchemas, explainBreak, explainLint, parseFile, readSchemas, type SchemaFile } from '#libs/schemas';
import { type Consumers } from './consumers.js';
import { dashboard } from './dashboard.js';
import { type Formatter, formatter } from './formatter.js';
import { renderConsumers } from './render-consumers.js';
import { render } from './render.js';

export interface GenerateResult {
  /** What is wrong with the schemas, a sentence each; nothing is written then. */
  readonly problems: readonly string[];
  /** Files that were written, or, when only checking, that would have been: also those to be removed. */
  readonly changed: readonly string[];
}

const GENERATED = 'libs/contracts/src/generated';
const DASHBOARD = 'ops/grafana/aviary.json';

/** The schemas themselves in one form, by file: two versions can then be compared line by line. */
async function formatted(
  folder: string,
  schemas: readonly SchemaFile[],
  format: Formatter,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { file, text } of schemas)
    texts.set(path.join(folder, file), await format('schema.json', text, { objectWrap: 'collapse' }));
  return texts;
}

/** @returns the schemas, sorted by service, event and version, or what is wrong with them */
function contract(folder: string): { schemas: SchemaFile[]; problems: string[] } {
  const found = readSchemas(folder);
  const { breaks, lint } = checkSchemas(found);
  const parsed = found.files.map(parseFile);
  return {
    schemas: parsed.filter((file): file is Exclude<typeof file, { problems: unknown }> => 'schema' in file),
    problems: [...breaks.map(explainBreak), ...lint.map(explainLint)],
  };
}

/** What is known from the code of the apps; a project without any has none. */
async function catalogueFiles(root: string, format: Formatter): Promise<Map<string, string>> {
  // Loaded only here: the apps need the generated types, which may just have been written.
  const consumers: Consumers = fs.existsSync(path.join(root, 'apps'))
    ? await (await import('./consumers.js')).findConsumers()
    : new Map();
  const file = path.join(root, GENERATED, 'consumers.ts');
  return new Map([[file, await format(file, renderConsumers(consumers))]]);
}

/** Files that are not as they are wanted. */
function stale(wanted: ReadonlyMap<string, string>): [file: string, text: string][] {
  return [...wanted].filter(([file, text]) => !fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text);
}

/**
 * Brings the generated files in line with `schemas/` and the code that reads events, and the form of the schemas with each
 * other.
 *
 * @param root the project's folder
 * @throws Error if two schemas give one name to two shapes
 */
export async function generate(root: string, { check }: { check: boolean }): Promise<GenerateResult> {
  const { schemas, problems } = contract(path.join(root, 'schemas'));
  if (problems.length > 0) return { problems, changed: [] };
  const folder = path.join(root, GENERATED);
  const format = formatter(root);
  const wanted = await formatted(path.join(root, 'schemas'), schemas, format);
  for (const [name, text] of await render(schemas, format)) wanted.set(path.join(folder, name), text);
  wanted.set(path.join(root, DASHBOARD), await format(DASHBOARD, dashboard()));
  const changed = stale(wanted);
  if (!check) for (const [file, text] of changed) write(file, text);
  const known = stale(await catalogueFiles(root, format));
  if (!check) for (const [file, text] of known) write(file, text);
  const all = new Set([...wanted.keys(), path.join(folder, 'consumers.ts')]);
  const present = fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
  const leftOver = present.filter((file) => !all.has(file));
  if (!check) for (const file of leftOver) fs.rmSync(file);
  return { problems: [], changed: [...[...changed, ...known].map(([file]) => file), ...leftOver] };
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
