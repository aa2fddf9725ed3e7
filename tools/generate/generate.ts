import fs from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { dashboard } from './dashboard.js';
import { lintSchemas } from './lint.js';
import { readSchemas } from './read.js';
import { render } from './render.js';
import { type SchemaFile } from './schema.js';

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
  settings: prettier.Options,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { file, text } of schemas)
    texts.set(
      path.join(folder, file),
      await prettier.format(text, { ...settings, parser: 'json', objectWrap: 'collapse' }),
    );
  return texts;
}

/**
 * Brings the generated files in line with `schemas/`, and the form of these with each other.
 *
 * @param root the project's folder
 * @throws Error if a schema does not parse, or if two of them contradict each other
 */
export async function generate(root: string, { check }: { check: boolean }): Promise<GenerateResult> {
  const schemas = readSchemas(path.join(root, 'schemas'));
  const problems = lintSchemas(schemas);
  if (problems.length > 0) return { problems, changed: [] };
  const folder = path.join(root, GENERATED);
  const settings = (await prettier.resolveConfig(path.join(folder, 'index.ts'))) ?? {};
  const wanted = await formatted(path.join(root, 'schemas'), schemas, settings);
  for (const [name, text] of await render(schemas, settings)) wanted.set(path.join(folder, name), text);
  wanted.set(path.join(root, DASHBOARD), await prettier.format(dashboard(), { ...settings, parser: 'json' }));
  const present = fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
  const stale = [...wanted].filter(([file, text]) => !fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text);
  const leftOver = present.filter((file) => !wanted.has(file));
  if (!check) {
    for (const [file, text] of stale) write(file, text);
    for (const file of leftOver) fs.rmSync(file);
  }
  return { problems: [], changed: [...stale.map(([file]) => file), ...leftOver] };
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
