import fs from 'node:fs';
import path from 'node:path';
import { checkSchemas, explainBreak, explainLint, parseFile, readSchemas, type SchemaFile } from '#libs/schemas';
import { dashboard } from './dashboard.js';
import { type Formatter, formatter } from './formatter.js';
import { DASHBOARD, GENERATED } from './places.js';
import { render } from './render.js';

export interface GenerateResult {
  /** What is wrong with the schemas, a sentence each; nothing is written then. */
  readonly problems: readonly string[];
  /** Files, by path within the project, that were written, or, when only checking, would have been: also those to be removed. */
  readonly changed: readonly string[];
}

/** The schemas themselves in one form, by file: two versions can then be compared line by line. */
async function formatted(schemas: readonly SchemaFile[], format: Formatter): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { file, text } of schemas)
    texts.set(`schemas/${file}`, await format('schema.json', text, { objectWrap: 'collapse' }));
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

/** Files of a project, by path within it, that are not as they are wanted. */
function stale(root: string, wanted: ReadonlyMap<string, string>): string[] {
  const isRight = (file: string, text: string): boolean =>
    fs.existsSync(path.join(root, file)) && fs.readFileSync(path.join(root, file), 'utf8') === text;
  return [...wanted].flatMap(([file, text]) => (isRight(file, text) ? [] : [file]));
}

/** What lies in the folders of generated files and is not wanted there. */
function leftOver(root: string, wanted: ReadonlySet<string>): string[] {
  return Object.values(GENERATED).flatMap((folder) => {
    const names = fs.existsSync(path.join(root, folder)) ? fs.readdirSync(path.join(root, folder)) : [];
    return names.map((name) => `${folder}/${name}`).filter((file) => !wanted.has(file));
  });
}

function write(root: string, files: readonly string[], texts: ReadonlyMap<string, string>): void {
  for (const file of files) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), texts.get(file) ?? '');
  }
}

/**
 * Brings the generated files in line with `schemas/` and the code that records and reads events, and the form of the schemas
 * with each other.
 *
 * @param root the project's folder
 * @throws Error if two schemas give one name to two shapes
 */
export async function generate(root: string, { check }: { check: boolean }): Promise<GenerateResult> {
  const { schemas, problems } = contract(path.join(root, 'schemas'));
  if (problems.length > 0) return { problems, changed: [] };
  const format = formatter(root);
  const types = await formatted(schemas, format);
  for (const [name, text] of await render(schemas, format)) types.set(`${GENERATED.contracts}/${name}`, text);
  types.set(DASHBOARD, await format(DASHBOARD, dashboard()));
  const changed = stale(root, types);
  if (!check) write(root, changed, types);
  // Loaded only here: the apps need the types, which may just have been written.
  const { catalogueFiles } = await import('./catalogue-files.js');
  const catalogue = await catalogueFiles(root, schemas, format);
  const known = stale(root, catalogue);
  if (!check) write(root, known, catalogue);
  const left = leftOver(root, new Set([...types.keys(), ...catalogue.keys()]));
  if (!check) for (const file of left) fs.rmSync(path.join(root, file));
  return { problems: [], changed: [...changed, ...known, ...left] };
}
