import { Logger } from '@nestjs/common';
import { type AviaryReply, type AviaryRequest, pathOf } from '../request.js';
import { type ProblemAnswer, PROBLEM_TYPE } from './problem.js';
import { problemOf } from './problem-of.js';

const log = new Logger('Problem');

/**
 * Defects are logged with their stack, outages and floods in one line; what a client did wrong only on demand, and by its
 * code alone: the words tell what the client wrote.
 */
function note(error: unknown, { problem }: ProblemAnswer): void {
  if (problem.status === 500) log.error({ err: error }, 'a request failed');
  else if (problem.code === 'invalid-value') log.error({ err: error }, 'a value got past the schemas to the database');
  else if (problem.status >= 500) log.warn({ err: error, code: problem.code }, 'a request could not be served');
  else log.debug({ status: problem.status, code: problem.code }, 'a request was refused');
}

/** The problem that an error means, noted for those who run the service. */
export function refuse(error: unknown): ProblemAnswer {
  const answer = problemOf(error);
  note(error, answer);
  return answer;
}

/** Answers a request with the problem that an error means. */
export function sendProblem(request: AviaryRequest, reply: AviaryReply, error: unknown): void {
  const answer = refuse(error);
  if (reply.sent || reply.raw.headersSent) return;
  const { problem, headers } = answer;
  void reply
    .status(problem.status)
    .headers(headers)
    .header('Content-Type', PROBLEM_TYPE)
    // As text: Fastify must not look for a serializer, and the shape is ours alone.
    .send(
      JSON.stringify({ ...problem, instance: pathOf(request.raw.url), correlationId: request.scope?.correlationId }),
    );
}
