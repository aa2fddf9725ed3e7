import { Readable } from 'node:stream';
import { Logger, StreamableFile } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { type Problem } from '../problems/problem.js';
import { refuse } from '../problems/send-problem.js';
import { type AviaryRequest, pathOf } from '../request.js';

const TYPE = 'application/x-ndjson';

const log = new Logger('JsonLines');

/** Says in the API's description that the answer comes as lines of JSON. */
export const ApiJsonLines = (description: string): MethodDecorator =>
  ApiOkResponse({ description, content: { [TYPE]: { schema: { type: 'string' } } } });

/** The last line of an answer that could not be brought to its end. */
export interface LastProblem {
  readonly news: 'problem';
  readonly problem: Problem;
}

async function* linesOf(request: AviaryRequest, news: AsyncIterable<object>): AsyncGenerator<string> {
  try {
    for await (const each of news) yield `${JSON.stringify(each)}\n`;
  } catch (error) {
    // Whoever hung up is told nothing, and has done nothing wrong.
    if (request.raw.socket.destroyed) return log.debug({ err: error }, 'the client was gone before the end');
    const { problem } = refuse(error);
    const { correlationId } = request.scope;
    const last: LastProblem = {
      news: 'problem',
      problem: { ...problem, instance: pathOf(request.raw.url), correlationId },
    };
    yield `${JSON.stringify(last)}\n`;
  }
}

/**
 * Answers with one line of JSON for each piece of news, as they come. The head of the answer is gone by the first of them, so
 * what fails later cannot change the status: it is told by a last line, `{"news":"problem","problem":{…}}`.
 */
export function jsonLines(request: AviaryRequest, news: AsyncIterable<object>): StreamableFile {
  return new StreamableFile(Readable.from(linesOf(request, news), { objectMode: false }), { type: TYPE });
}
