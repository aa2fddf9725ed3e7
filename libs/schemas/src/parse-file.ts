import { parseSchema } from './avro/parse.js';
import { type Problem, type RecordOf } from './avro/schema.js';
import { type AvroRecord, type SchemaFile, type SchemaText } from './schema-file.js';

/** A file that was understood, as it is written (`schema`) and with its names resolved (`record`). */
export interface ParsedFile extends SchemaFile {
  readonly record: RecordOf;
}

const broken = (reason: string): { problems: Problem[] } => ({ problems: [{ path: '', reason }] });

/** Understands a file by the whole of Avro; what events may use of it is for the lint to say. */
export function parseFile(file: SchemaText): ParsedFile | { readonly problems: readonly Problem[] } {
  let json: unknown;
  try {
    json = JSON.parse(file.text);
  } catch (error) {
    return broken(`the file is no JSON (${(error as Error).message})`);
  }
  const parsed = parseSchema(json);
  if ('problems' in parsed) return parsed;
  if (parsed.schema.kind !== 'record') return broken('it is no record');
  return { ...file, schema: json as AvroRecord, record: parsed.schema };
}
