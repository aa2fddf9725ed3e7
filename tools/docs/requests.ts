import { randomUUID } from 'node:crypto';

/** One request of a `.http` file, with its `{{variables}}` as they were written. */
export interface WrittenRequest {
  readonly title: string;
  /** By which later requests speak of its answer. */
  readonly name: string | undefined;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `409 task-of-another` where it is to be refused. */
  readonly refused: string | undefined;
}

/** What was answered to a request that has a name. */
export interface Answered {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** The variables that a file sets itself, `@url = …`. */
export const fileVariables = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/^@(\w+) = (.+)$/gm)].map(([, name, value]) => [name, value]));

function parseRequest(section: string): WrittenRequest {
  const [title = '', ...rest] = section.split('\n');
  const lines = rest.filter((line) => !line.startsWith('# '));
  const [, method = '', url = ''] = /^([A-Z]+) (\S+)$/.exec(lines[0] ?? '') ?? [];
  const empty = lines.indexOf('');
  const headers = lines.slice(1, empty).map((line) => line.split(/: (.*)/).slice(0, 2));
  return {
    title: title.trim(),
    name: /^# @name (\w+)$/m.exec(section)?.[1],
    ...{ method, url, headers: Object.fromEntries(headers) as Record<string, string> },
    body: lines.slice(empty).join('\n').trim(),
    refused: /^# refused: (.+)$/m.exec(section)?.[1],
  };
}

/** The requests of a file as the REST Client of VS Code reads it, as far as ours uses its grammar. */
export const parseRequests = (text: string): WrittenRequest[] =>
  text
    .split(/^### ?/m)
    .slice(1)
    .map((section) => parseRequest(`${section.replace(/^# ──.*$/gm, '').trimEnd()}\n`));

function member(value: unknown, way: string): unknown {
  const steps = way.split(/[.[\]]+/).filter((step) => step !== '');
  return steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);
}

/**
 * Fills variables in: those of the file, `$guid`, and `name.response.body.…` and `name.response.headers.…`.
 *
 * @throws Error for one that has no value
 */
export function fill(
  text: string,
  variables: Readonly<Record<string, string>>,
  answers: ReadonlyMap<string, Answered>,
): string {
  return text.replace(/\{\{([^}]+)\}\}/g, (_, wanted: string) => {
    if (wanted === '$guid') return randomUUID();
    const [, name = '', part, way = ''] = /^(\w+)\.response\.(body|headers)\.(.+)$/.exec(wanted) ?? [];
    const answer = answers.get(name);
    const value =
      part === 'headers' ? answer?.headers[way.toLowerCase()] : part ? member(answer?.body, way) : variables[wanted];
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`{{${wanted}}} has no value`);
    return String(value);
  });
}
