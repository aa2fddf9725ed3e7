import fs from 'node:fs';
import path from 'node:path';
import { type SchemaText } from './schema-file.js';

const PLACE = /^([a-z]+)\/([A-Za-z0-9]+)\/([1-9][0-9]*)\.avsc$/;

/** A file by its path within `schemas/`; undefined where no schema may lie. */
export function schemaText(file: string, text: string): SchemaText | undefined {
  const [, service, event, version] = PLACE.exec(file) ?? [];
  return service && event && version ? { file, service, event, version: Number(version), text } : undefined;
}

// Not localeCompare: the order must be the same on every machine.
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** By service, event and version. */
export const inOrder = <T extends SchemaText>(files: readonly T[]): T[] =>
  files.toSorted((a, b) => compare(a.service, b.service) || compare(a.event, b.event) || a.version - b.version);

/** What lies in a folder of schemas. */
export interface SchemaFolder {
  /** Sorted by service, event and version; not looked into. */
  readonly files: readonly SchemaText[];
  /** Schemas that lie where none may. */
  readonly misplaced: readonly string[];
}

/** @throws Error if there is no such folder */
export function readSchemas(folder: string): SchemaFolder {
  const files: SchemaText[] = [];
  const misplaced: string[] = [];
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.avsc')) continue;
    const absolute = path.join(entry.parentPath, entry.name);
    const file = path.relative(folder, absolute).split(path.sep).join('/');
    const found = schemaText(file, fs.readFileSync(absolute, 'utf8'));
    if (found) files.push(found);
    else misplaced.push(file);
  }
  return { files: inOrder(files), misplaced: misplaced.sort() };
}
