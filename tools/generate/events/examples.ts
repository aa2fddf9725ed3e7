import fs from 'node:fs';
import path from 'node:path';

/** An event as somebody reads it: `meta` without what is nobody's business, and the body. */
export interface Example {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Written by `aviary schemas examples`, from the logs of an installation. */
export const EXAMPLES = 'examples.json';

/** `tasks.TaskCreated` → an example of it; none where the folder has no file of them. */
export function readExamples(folder: string): Map<string, Example> {
  const file = path.join(folder, EXAMPLES);
  if (!fs.existsSync(file)) return new Map();
  return new Map(Object.entries(JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, Example>));
}
