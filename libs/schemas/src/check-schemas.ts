import { type Problem } from './avro/schema.js';
import { againstBaseline, type Baseline } from './evolution/baseline.js';
import { betweenAll, type Compared } from './evolution/between.js';
import { type Break, type Found } from './evolution/break.js';
import { type LintProblem, lintSchemas } from './lint/lint.js';
import { parseFile, type ParsedFile } from './parse-file.js';
import { type SchemaFolder } from './read-schemas.js';
import { eventName, type SchemaText } from './schema-file.js';

export interface SchemaCheck {
  /** Sorted by event and versions. */
  readonly breaks: readonly Break[];
  readonly lint: readonly LintProblem[];
}

/** What else a check may know. */
export interface CheckOptions {
  readonly baselines?: readonly Baseline[];
  /** `tasks.TaskCreated` → views and reactors that read it. */
  readonly consumers?: Readonly<Record<string, readonly string[]>>;
}

function byEvent<T extends SchemaText>(files: readonly T[]): Map<string, T[]> {
  const events = new Map<string, T[]>();
  for (const file of files) {
    const versions = events.get(eventName(file)) ?? [];
    versions.push(file);
    events.set(eventName(file), versions);
  }
  return events;
}

function gaps(event: string, versions: readonly SchemaText[]): Found[] {
  return versions.flatMap(({ version }, at) => {
    const before = versions[at - 1]?.version ?? 0;
    if (version === before + 1) return [];
    const missing =
      version === before + 2 ? `version ${before + 1} is` : `versions ${before + 1} to ${version - 1} are`;
    const reason = `${missing} missing before version ${version}: versions go 1, 2, 3 …`;
    return [{ event, from: before === 0 ? version : before, to: version, path: '', reason }];
  });
}

const invalid = (file: SchemaText, problems: readonly Problem[]): Found[] =>
  problems.map(({ path, reason }) => ({
    event: eventName(file),
    from: file.version,
    to: file.version,
    path,
    reason: `it is no valid schema: ${reason}`,
  }));

/** What is wrong with one event, by itself and against what is out. */
function judge(
  event: string,
  files: readonly SchemaText[],
  baselines: readonly Baseline[],
): {
  found: Found[];
  valid: ParsedFile[];
} {
  const found = gaps(event, files);
  const valid: (ParsedFile & Compared)[] = [];
  for (const file of files) {
    const parsed = parseFile(file);
    if ('problems' in parsed) found.push(...invalid(file, parsed.problems));
    else valid.push({ ...parsed, called: `version ${file.version}` });
  }
  found.push(...betweenAll(event, valid));
  for (const { holder, files: all } of baselines) {
    const held = all.filter((file) => eventName(file) === event);
    found.push(...againstBaseline({ holder, files: held }, files, valid));
  }
  return { found, valid };
}

const compare = (a: Found, b: Found): number =>
  (a.event < b.event ? -1 : Number(a.event > b.event)) || a.from - b.from || a.to - b.to;

const identity = ({ event, from, to, path, reason }: Found): string => JSON.stringify([event, from, to, path, reason]);

/**
 * Judges schemas: each valid by itself, all versions of an event readable by each other, nothing changed of what is out, and
 * every rule of `schemas/README.md` kept. Pure: the same files give the same answer, in the same order.
 */
export function checkSchemas({ files, misplaced }: SchemaFolder, options: CheckOptions = {}): SchemaCheck {
  const { baselines = [], consumers = {} } = options;
  const events = byEvent(files);
  for (const { files: held } of baselines)
    for (const file of held) if (!events.has(eventName(file))) events.set(eventName(file), []);
  const judged = [...events].map(([event, versions]) => judge(event, versions, baselines));
  // Two baselines may say the same.
  const breaks = new Map(judged.flatMap(({ found }) => found).map((found) => [identity(found), found]));
  const elsewhere = misplaced.map((file) => ({
    event: file,
    version: 0,
    path: '',
    reason: 'a schema lies at <service>/<Event>/<version>.avsc',
  }));
  return {
    breaks: [...breaks.values()].sort(compare).map((found) => ({ ...found, consumers: consumers[found.event] ?? [] })),
    lint: [...elsewhere, ...lintSchemas(judged.flatMap(({ valid }) => valid))],
  };
}
