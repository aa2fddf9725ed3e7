import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { problemErrorOf, ProblemError } from '../local/client.js';
import { type ImportEnd, type ImportListener, type ImportNews } from './import-news.js';

/** Where a file goes, and in whose name. */
export interface Destination {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function* linesOf(answer: http.IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of answer.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

async function readNews(answer: http.IncomingMessage, listener: ImportListener): Promise<ImportEnd | undefined> {
  for await (const line of linesOf(answer)) {
    const told = JSON.parse(line) as ImportNews;
    if (told.news === 'problem') throw new ProblemError(told.problem.status, told.problem.code, told.problem.detail);
    if (told.news === 'bad-row') listener.bad({ line: told.line, field: told.field, reason: told.reason });
    if (told.news === 'progress') listener.progress(told);
    if (told.news !== 'finished') continue;
    const { news: _, ...end } = told;
    return end;
  }
  return undefined;
}

/**
 * Sends a file as it lies on the disk, and listens to what becomes of it meanwhile.
 *
 * @throws ProblemError when it is refused or cannot be brought to its end; Error when the connection breaks
 */
export async function sendFile(
  file: string,
  { url, headers }: Destination,
  listener: ImportListener,
): Promise<ImportEnd> {
  const asked = http.request(url, { method: 'POST', headers: { ...headers, 'content-type': 'text/csv' } });
  const answered = once(asked, 'response') as Promise<[http.IncomingMessage]>;
  // The answer to it, or its lack, tells; a broken pipe beside it tells nothing more.
  asked.on('error', () => undefined);
  const bytes = createReadStream(file);
  bytes.on('error', (error) => asked.destroy(error)).pipe(asked);
  try {
    const [answer] = await answered;
    if (answer.statusCode !== 200) throw problemErrorOf(answer.statusCode ?? 0, await text(answer));
    const end = await readNews(answer, listener);
    if (end) return end;
    throw new Error('the answer has no end');
  } catch (cause) {
    if (cause instanceof ProblemError || bytes.errored) throw bytes.errored ?? cause;
    throw new Error('The import broke off. What is in stays: run the same command again to go on.', { cause });
  } finally {
    bytes.destroy();
    asked.destroy();
  }
}
