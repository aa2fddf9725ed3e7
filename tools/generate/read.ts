import fs from 'node:fs';
import path from 'node:path';
import { type AvroRecord, type SchemaFile } from './schema.js';

const PLACE = /^([a-z]+)\/([A-Za-z0-9]+)\/([1-9][0-9]*)\.avsc$/;

function parse(text: string): AvroRecord {
  const schema: unknown = JSON.parse(text);
  if (typeof schema !== 'object' || schema === null || !('fields' in schema) || !Array.isArray(schema.fields))
    throw new Error('it is no record');
  return schema as AvroRecord;
}

/**
 * Reads all schemas of a folder, sorted by service, event and version.
 *
 * @throws Error naming every file that lies in the wrong place or does not parse
 */
export function readSchemas(folder: string): SchemaFile[] {
  const problems: string[] = [];
  const found: SchemaFile[] = [];
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.avsc')) continue;
    const absolute = path.join(entry.parentPath, entry.name);
    const file = path.relative(folder, absolute).split(path.sep).join('/');
    const [, service, event, version] = PLACE.exec(file) ?? [];
    if (!service || !event || !version) {
      problems.push(`${file}: a schema lies at <service>/<Event>/<version>.avsc`);
      continue;
    }
    try {
      const text = fs.readFileSync(absolute, 'utf8');
      found.push({ file, service, event, version: Number(version), text, schema: parse(text) });
    } catch (error) {
      problems.push(`${file}: ${(error as Error).message}`);
    }
  }
  if (problems.length > 0) throw new Error(problems.sort().join('\n'));
  return found.sort((a, b) => compare(a.service, b.service) || compare(a.event, b.event) || a.version - b.version);
}

// Not localeCompare: the order must be the same on every machine.
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
