import fs from 'node:fs';
import path from 'node:path';
import { type AvroRecord, type SchemaFile } from '#libs/schemas';
import { type Consumers, findConsumers } from './consumers.js';
import { CORPUS, corpusOf } from './corpus.js';
import { asyncApi } from './events/async-api.js';
import { describeEvents } from './events/catalogue.js';
import { describeFields } from './events/describe-fields.js';
import { EXAMPLES } from './events/examples.js';
import { grouped } from './events/grouped.js';
import { overviewPage, servicePage } from './events/markdown.js';
import { eventsPage } from './events/page.js';
import { type Formatter } from './formatter.js';
import { GENERATED } from './places.js';
import { renderConsumers } from './render-consumers.js';

function releaseOf(root: string): string {
  const file = path.join(root, 'package.json');
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as { version: string }).version : '0.0.0';
}

/** The record that is the first field of every schema. */
const metaOf = ({ schema }: SchemaFile): AvroRecord => schema.fields[0]?.type as AvroRecord;

/**
 * What is generated from the schemas together with the code that records and reads events: who reads what, and the catalogue
 * as Markdown, as a page, and as AsyncAPI.
 *
 * @param root the project's folder; one without apps has nobody who reads
 * @returns by path within the project, formatted
 */
export async function catalogueFiles(
  root: string,
  schemas: readonly SchemaFile[],
  format: Formatter,
): Promise<Map<string, string>> {
  const consumers: Consumers = fs.existsSync(path.join(root, 'apps/aviary')) ? await findConsumers() : new Map();
  const events = describeEvents(root, schemas, consumers);
  const meta = describeFields(schemas[0] ? metaOf(schemas[0]).fields : []);
  const raw = new Map<string, string>([
    [`${GENERATED.contracts}/consumers.ts`, renderConsumers(consumers)],
    [CORPUS, corpusOf(root, schemas)],
    [`${GENERATED.docs}/README.md`, overviewPage(events, meta)],
    [`${GENERATED.gateway}/events.html`, eventsPage(events, meta)],
    [`${GENERATED.gateway}/asyncapi.json`, asyncApi(events, releaseOf(root))],
    ...grouped(events, ({ service }) => service).map(
      ([service, own]) => [`${GENERATED.docs}/${service}.md`, servicePage(service, own)] as const,
    ),
  ]);
  // Written by a command that knows nothing of the project's form.
  const examples = `schemas/${EXAMPLES}`;
  if (fs.existsSync(path.join(root, examples))) raw.set(examples, fs.readFileSync(path.join(root, examples), 'utf8'));
  const files = new Map<string, string>();
  for (const [file, text] of raw) files.set(file, await format(file, text));
  return files;
}
